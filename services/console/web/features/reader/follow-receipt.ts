import { dataOf } from '@ragtime/client/web';
import type { Api } from '../../shared/api/api.ts';
import { sleep } from '../../shared/machine.ts';
import { notify } from '../../shared/notices.ts';
import { texts } from '../../shared/texts/texts.ts';

const lookEveryMs = 400;

/** Shows which stores have removed the deleted text, until all have. */
export async function followReceipt({ api }: Api, receiptId: string, name: string, ended: AbortSignal): Promise<void> {
  const show = notify(texts.receipts.erasing(name));
  while (!ended.aborted) {
    const { done, stores } = await dataOf(api.GET('/v1/receipts/{receiptId}', { params: { path: { receiptId } }, signal: ended }));
    if (done) return show(texts.receipts.erased(name, stores));
    await sleep(lookEveryMs, ended);
  }
}
