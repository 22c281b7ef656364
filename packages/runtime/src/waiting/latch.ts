import { unlessAborted } from './on-abort.ts';

/** Closed until it is opened, then open for good. */
export interface Latch {
  isOpen(): boolean;
  /** Resolves all present and future waits. */
  open(): void;
  /** Rejects with the signal's reason if the signal is aborted first. */
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
      await unlessAborted(promise, signal);
    },
  };
}
