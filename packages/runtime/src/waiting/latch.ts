/** Closed until it is opened, then open for good. */
export interface Latch {
  isOpen(): boolean;
  /** Lets everybody through who waits or will wait. */
  open(): void;
  /** Rejects with the signal's reason when that is aborted first. */
  opened(signal?: AbortSignal): Promise<void>;
}

export function createLatch(): Latch {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isOpen = false;
  return {
    isOpen: () => isOpen,
    open() {
      isOpen = true;
      resolve();
    },
    async opened(signal) {
      signal?.throwIfAborted();
      if (signal === undefined || isOpen) return await promise;
      const waiting = Promise.withResolvers<void>();
      const abort = () => waiting.reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      promise.then(waiting.resolve, waiting.reject);
      return await waiting.promise.finally(() => signal.removeEventListener('abort', abort));
    },
  };
}
