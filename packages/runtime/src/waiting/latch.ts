import { unlessAborted } from './on-abort.ts';

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
      await unlessAborted(promise, signal);
    },
  };
}
