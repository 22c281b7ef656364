import { pathOf } from './api.js';
import { countOf } from './format.js';
import { sleep } from './machine.js';
import { notify } from './notices.js';

/** @typedef {import('./api.js').Schemas['Receipt']} Receipt */

const lookEveryMs = 400;
/** @type {Record<Receipt['stores'][number]['store'], string>} */
const words = { 'read-model': 'row', index: 'passage', blobs: 'file', keys: 'key' };

/**
 * Says what a delete has removed where, until all of it is gone.
 *
 * @param {import('./api.js').Api} api
 * @param {string} receiptId
 * @param {string} name
 * @param {AbortSignal} signal
 */
export async function followReceipt(api, receiptId, name, signal) {
  const say = notify(`${name}: no search finds it any more; it is being erased …`);
  while (!signal.aborted) {
    /** @type {Receipt} */
    const { done, stores } = await api.ask('GET', pathOf('receipts', receiptId), { signal });
    if (done) return say(`${name} is erased: ${stores.map(({ store, removed = 0 }) => countOf(removed, words[store])).join(', ')}.`);
    await sleep(lookEveryMs, signal);
  }
}
