import { onAbort } from './on-abort.ts';

/** A queue, first in, first out, between producers and consumers of this process. */
export interface BoundedQueue<Item> {
  readonly size: number;
  /** Returns false when the queue is full or closed. Then the item was not taken, and the producer must report that to its own caller. */
  offer(item: Item): boolean;
  /** Waits for an item. Returns undefined when the queue is closed and empty. Rejects with the signal's reason. */
  take(signal?: AbortSignal): Promise<Item | undefined>;
  /** Refuses new items. Items in the queue can still be taken. */
  close(): void;
}

export function createBoundedQueue<Item>({ capacity }: { readonly capacity: number }): BoundedQueue<Item> {
  const items: Item[] = [];
  const takers = new Set<(item: Item | undefined) => void>();
  let isClosed = false;

  function handOver(item: Item | undefined): boolean {
    const [taker] = takers;
    if (taker === undefined) return false;
    takers.delete(taker);
    taker(item);
    return true;
  }

  return {
    get size() {
      return items.length;
    },
    offer(item) {
      if (isClosed) return false;
      if (handOver(item)) return true;
      if (items.length >= capacity) return false;
      items.push(item);
      return true;
    },
    async take(signal) {
      signal?.throwIfAborted();
      if (items.length > 0) return items.shift();
      if (isClosed) return undefined;
      const { promise, resolve, reject } = Promise.withResolvers<Item | undefined>();
      takers.add(resolve);
      const forget = onAbort((reason) => {
        takers.delete(resolve);
        reject(reason);
      }, signal);
      return await promise.finally(forget);
    },
    close() {
      isClosed = true;
      while (handOver(undefined));
    },
  };
}
