import type { Timer, Timers } from '../machine.ts';
import { unlessAborted } from '../waiting/on-abort.ts';

/** Timers that fire only when a test lets time pass. */
export function manualTimers(): Timers & { pass(ms: number): void; readonly armed: number } {
  const armed = new Set<{ dueMs: number; readonly everyMs: number | undefined; readonly run: () => void }>();
  let nowMs = 0;

  function arm(delayMs: number, everyMs: number | undefined, run: () => void): Timer {
    const timer = { dueMs: nowMs + delayMs, everyMs, run };
    armed.add(timer);
    return { cancel: () => void armed.delete(timer) };
  }

  return {
    after: (delayMs, run) => arm(delayMs, undefined, run),
    every: (intervalMs, run) => arm(intervalMs, intervalMs, run),
    sleep(delayMs, signal) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = arm(delayMs, undefined, resolve);
      return unlessAborted(promise, signal).finally(() => timer.cancel());
    },
    pass(ms) {
      nowMs += ms;
      for (const timer of [...armed].sort((left, right) => left.dueMs - right.dueMs)) {
        if (timer.dueMs > nowMs) continue;
        if (timer.everyMs === undefined) armed.delete(timer);
        else timer.dueMs += timer.everyMs;
        timer.run();
      }
    },
    get armed() {
      return armed.size;
    },
  };
}
