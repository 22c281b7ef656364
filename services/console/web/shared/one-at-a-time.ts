import { sleep } from './machine.ts';

/**
 * However often it is called, the action runs once at a time, and once more after the last call. Between two runs lies a pause.
 * Once the signal is aborted nothing begins any more, and an error of the run under way is dropped.
 *
 * @returns a function that resolves when a run that began after the call has ended.
 */
export function oneAtATime(pauseMs: number, signal: AbortSignal, action: () => Promise<unknown>): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  let waiting: Promise<void> | undefined;
  const run = async () => {
    waiting = undefined;
    if (signal.aborted) return;
    try {
      await action();
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  };
  const afterwards = async (before: Promise<unknown>, next: () => Promise<void>) => {
    await before.catch(() => undefined);
    await next();
  };
  return async () => {
    if (waiting === undefined) {
      waiting = afterwards(running, run);
      running = afterwards(waiting, async () => await sleep(pauseMs, signal));
    }
    await waiting;
  };
}
