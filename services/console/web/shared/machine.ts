/** Everything that the page needs of the machine it runs on: clock, random bytes, visibility and focus. */

/** 128 random bits. `randomUUID` does not serve: pages without TLS do not have it. */
export const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Ends early, without an error, when the signal is aborted. */
export async function sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  if (signal?.aborted === true) return;
  const done = () => resolve(undefined);
  const timer = setTimeout(done, delayMs);
  signal?.addEventListener('abort', done);
  await promise;
  clearTimeout(timer);
  signal?.removeEventListener('abort', done);
}

/** The timers of retries. */
export const machine = { timers: { sleep }, random: { next: () => Math.random() } };

/** Waits until this page is visible. */
export async function untilVisible(signal: AbortSignal): Promise<void> {
  while (document.visibilityState === 'hidden' && !signal.aborted) await nextVisibility(signal);
}

/** The signal is aborted when this page is no longer visible. `ended` aborts it too, when the caller no longer needs it. */
export function whileVisible(ended: AbortSignal): AbortSignal {
  const hidden = new AbortController();
  const watch = async () => {
    while (document.visibilityState === 'visible' && !ended.aborted) await nextVisibility(ended);
    hidden.abort();
  };
  void watch();
  return hidden.signal;
}

async function nextVisibility(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const done = new AbortController();
  document.addEventListener('visibilitychange', () => resolve(undefined), { signal: done.signal });
  signal.addEventListener('abort', () => resolve(undefined), { signal: done.signal });
  await promise;
  done.abort();
}

/** Whether the device has a mouse or the like. Without one, focus on a field would open an on-screen keyboard. */
export const hasFinePointer = (): boolean => matchMedia('(pointer: fine)').matches;
