import { sleep } from './machine.ts';

/**
 * Runs an action for many callers without overlap. Calls during a run share the next run. A pause lies between two runs.
 * After the signal is aborted no run starts, and an error of the current run is dropped.
 *
 * @returns a function that resolves when a run that began after the call has ended.
 */
export function withoutOverlap(pauseMs: number, signal: AbortSignal, action: () => Promise<unknown>): () => Promise<void> {
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
