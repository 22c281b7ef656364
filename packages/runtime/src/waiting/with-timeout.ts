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
  /** Aborts the work from outside. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits for `run` no longer than `timeoutMs`, then aborts the signal of `run`. A call that timed out may still have had its effect.
 *
 * @throws TimedOut, the reason of `signal`, or the error of `run`.
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
