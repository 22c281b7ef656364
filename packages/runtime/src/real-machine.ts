import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from './machine.ts';

/** The machine that the process runs on. Its timers do not keep the process alive. */
export const realMachine: Machine = {
  clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
  timers: {
    after(delayMs, run) {
      const timer = setTimeout(run, delayMs).unref();
      return { cancel: () => clearTimeout(timer) };
    },
    every(intervalMs, run) {
      const timer = setInterval(run, intervalMs).unref();
      return { cancel: () => clearInterval(timer) };
    },
    sleep: (delayMs, signal) =>
      sleep(delayMs, undefined, { signal, ref: false }).catch((cause) => {
        signal?.throwIfAborted(); // Node hides the reason in an error of its own
        throw cause;
      }),
  },
  random: { next: () => Math.random(), bytes: (length) => randomBytes(length) },
};
