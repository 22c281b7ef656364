import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { MergeSegments } from './merge.ts';
import type { MergeRequest } from './merge.worker.ts';

/** Merges on a thread of its own, which lives as long as there is something to merge: a merge of a whole partition takes seconds. */
export function createMergeThread(): { readonly merge: MergeSegments; close(): Promise<void> } {
  let before: Promise<unknown> = Promise.resolve();
  let worker: Worker | undefined;
  let waiting = 0;

  async function onThread(request: MergeRequest): Promise<Uint8Array> {
    worker ??= new Worker(new URL('./merge.worker.ts', import.meta.url), { name: 'snapshots' });
    worker.postMessage(request);
    const [merged] = await Promise.race([
      once(worker, 'message'),
      once(worker, 'exit').then(() => {
        throw new Error('the thread that merges snapshots has ended');
      }),
    ]);
    return merged as Uint8Array;
  }

  async function close(): Promise<void> {
    await worker?.terminate();
    worker = undefined;
  }

  return {
    close,
    async merge(segments, options) {
      waiting += 1;
      const mine = before.then(() => onThread({ segments, options }));
      before = mine.catch(() => undefined);
      try {
        return await mine;
      } finally {
        waiting -= 1;
        if (waiting === 0) await close();
      }
    },
  };
}
