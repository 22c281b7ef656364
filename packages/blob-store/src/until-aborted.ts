import { unlessAborted } from '@ragtime/runtime';

/**
 * Passes a source on until the signal is aborted. Then it throws the signal's reason at once, even while the source is silent, such as a client
 * that stopped sending. It asks the source to end and does not wait for it.
 */
export async function* untilAborted<Item>(source: AsyncIterable<Item>, signal: AbortSignal | undefined): AsyncGenerator<Item> {
  if (signal === undefined) return yield* source;
  const iterator = source[Symbol.asyncIterator]();
  let isDone = false;
  try {
    for (;;) {
      const next = await unlessAborted(iterator.next(), signal);
      if (next.done === true) {
        isDone = true;
        return;
      }
      yield next.value;
    }
  } finally {
    if (!isDone) iterator.return?.().catch(() => undefined);
  }
}
