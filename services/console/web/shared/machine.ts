/** What the page asks of the machine that it runs on, in one place. */

/** 128 random bits. Not by `randomUUID`, which pages that are served without TLS do not have. */
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

/** What attempts wait by. */
export const machine = { timers: { sleep }, random: { next: () => Math.random() } };

/** Waits until this page can be seen. */
export async function untilVisible(signal: AbortSignal): Promise<void> {
  while (document.visibilityState === 'hidden' && !signal.aborted) await nextVisibility(signal);
}

/** Aborted when this page can no longer be seen. `ended`: nobody looks at it any more. */
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

/** Whether the keyboard of a phone would jump up when a field gets the focus. */
export const hasFinePointer = (): boolean => matchMedia('(pointer: fine)').matches;
