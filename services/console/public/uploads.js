import { Problem, pathOf } from './api.js';
import { byId, element } from './elements.js';
import { extensionOf, partsOf } from './format.js';
import { randomKey } from './machine.js';
import { problemText } from './notices.js';

/**
 * @typedef {{ readonly name: string, readonly file: File }} Upload
 * @typedef {import('./api.js').Schemas['UploadedItem']} UploadedItem
 */

const atOnce = 3;

/**
 * Sends files, a few at a time, each with its own bar; one that fails stays, to be sent again under the same key.
 *
 * @param {object} needs
 * @param {import('./api.js').Api} needs.api
 * @param {() => string | undefined} needs.datasetId
 * @param {() => Promise<unknown>} needs.onUploaded
 * @param {AbortSignal} needs.signal
 */
export function createUploads({ api, datasetId, onUploaded, signal }) {
  const list = byId('uploads', HTMLUListElement);
  const rest = element('li', { class: 'muted small', hidden: true });
  list.replaceChildren(rest);
  /** @type {(() => Promise<void>)[]} */
  const waiting = [];
  let running = 0;

  function next() {
    rest.hidden = waiting.length === 0;
    rest.textContent = `${waiting.length.toLocaleString('en')} more to upload`;
    const begin = running < atOnce ? waiting.shift() : undefined;
    if (begin === undefined) return;
    running += 1;
    void begin().finally(() => {
      running -= 1;
      next();
    });
    next();
  }

  /**
   * @param {string} into
   * @param {Upload} upload
   */
  function enqueue(into, { name, file }) {
    const key = randomKey();
    const bar = element('progress', { max: 1, value: 0, 'aria-label': `Uploading ${name}` });
    const facts = element('span', { class: 'facts' });
    const { folder, file: last } = partsOf(name);
    const row = element(
      'li',
      { class: 'document', 'data-status': 'uploading' },
      element('span', { class: 'badge', 'aria-hidden': 'true', 'data-type': extensionOf(name) }, extensionOf(name)),
      element(
        'div',
        { class: 'document-main' },
        element('span', { class: 'document-name' }, element('span', { class: 'folder' }, folder), last),
        facts,
        bar,
      ),
      element('span', { class: 'status' }, 'uploading'),
    );
    const begin = async () => {
      facts.replaceChildren();
      bar.hidden = false;
      list.insertBefore(row, rest);
      try {
        await send({ path: pathOf('datasets', into, 'documents'), authorization: api.authorization, key, name, file, signal }, (part) => {
          bar.value = part;
        });
        await onUploaded();
        row.remove();
      } catch (error) {
        bar.hidden = true;
        row.dataset['status'] = 'failed';
        facts.replaceChildren(element('span', {}, problemText(error)), ' ', again, ' ', leave);
      }
    };
    const queue = () => {
      row.dataset['status'] = 'uploading';
      waiting.push(begin);
      next();
    };
    const again = element('button', { type: 'button', class: 'link', onclick: queue }, 'Send again');
    const leave = element('button', { type: 'button', class: 'link', onclick: () => row.remove() }, 'Leave it');
    queue();
  }

  return {
    /** @param {readonly Upload[]} uploads */
    add(uploads) {
      const into = datasetId();
      if (into !== undefined) for (const upload of uploads) enqueue(into, upload);
    },
  };
}

/**
 * By XMLHttpRequest, since fetch does not tell how much was sent.
 *
 * @param {{ path: string, authorization: string, key: string, name: string, file: File, signal: AbortSignal }} sending
 * @param {(part: number) => void} onSent from 0 to 1.
 * @returns {Promise<void>}
 */
function send({ path, authorization, key, name, file, signal }, onSent) {
  const { promise, resolve, reject } = Promise.withResolvers();
  const request = new XMLHttpRequest();
  request.open('POST', `${path}?parse=true&ifExists=replace`);
  request.setRequestHeader('authorization', authorization);
  request.setRequestHeader('idempotency-key', key);
  request.responseType = 'json';
  request.upload.onprogress = ({ loaded, total }) => onSent(loaded / Math.max(1, total));
  request.onerror = () => reject(new Problem(0, {}));
  request.onabort = () => reject(new Problem(0, { title: 'The upload was ended' }));
  request.onload = () => {
    /** @type {{ items?: UploadedItem[] } | null} */
    const answer = request.response;
    const refused = answer?.items?.find(({ outcome }) => outcome === 'refused');
    if (request.status < 300 && refused === undefined) return resolve(undefined);
    return reject(new Problem(request.status, refused?.problem ?? request.response ?? { title: request.statusText }));
  };
  signal.addEventListener('abort', () => request.abort());
  const form = new FormData();
  form.append('file', file, name);
  request.send(form);
  return promise;
}
