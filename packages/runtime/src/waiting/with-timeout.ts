import type { Timers } from '../machine.ts';
import { onAbort } from './on-abort.ts';

export class TimedOut extends Error {
  override readonly name = 'TimedOut';
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`not done within ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}

export interface TimeoutOptions {
  readonly timeoutMs: number;
  readonly timers: Timers;
  /** Calls the work off from outside. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits for `run` no longer than allowed. Its own signal is aborted then, but what it did by that time is done: a timed-out
 * call is not a call that had no effect.
 *
 * @throws TimedOut, the reason of `signal`, or what `run` throws.
 */
export async function withTimeout<Result>(run: (signal: AbortSignal) => Promise<Result>, options: TimeoutOptions): Promise<Result> {
  const { timeoutMs, timers, signal } = options;
  signal?.throwIfAborted();
  const ending = new AbortController();
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const end = (reason: unknown) => {
    reject(reason);
    ending.abort(reason);
  };
  const timer = timers.after(timeoutMs, () => end(new TimedOut(timeoutMs)));
  const forget = onAbort(end, signal);
  run(ending.signal).then(resolve, reject);
  try {
    return await promise;
  } finally {
    timer.cancel();
    forget();
  }
}
