import { onAbort } from './on-abort.ts';

/** First in, first out, between one or more producers and consumers of this process. */
export interface BoundedQueue<Item> {
  readonly size: number;
  /** False when it is full or closed: the item was not taken, and the producer must report that to its own caller. */
  offer(item: Item): boolean;
  /** Waits for an item. Undefined once the queue is closed and empty. Rejects with the signal's reason. */
  take(signal?: AbortSignal): Promise<Item | undefined>;
  /** What is in it can still be taken. */
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
