import { randomBytes } from 'node:crypto';
import { uptime } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine, Timer } from './machine.ts';

/** Node's timers take at most 31 bits of milliseconds, and fire at once for a longer delay. */
const stepMsMax = 2 ** 31 - 1;

function after(delayMs: number, run: () => void): Timer {
  let leftMs = delayMs;
  let timer = arm();

  function arm(): NodeJS.Timeout {
    const stepMs = Math.min(leftMs, stepMsMax);
    leftMs -= stepMs;
    return setTimeout(() => (leftMs > 0 ? void (timer = arm()) : run()), stepMs).unref();
  }

  return { cancel: () => clearTimeout(timer) };
}

/** The real machine of the process. Its timers do not keep the process alive. */
export const realMachine: Machine = {
  clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now(), sinceBootMs: () => uptime() * 1_000 },
  timers: {
    after,
    every(intervalMs, run) {
      const timer = setInterval(run, intervalMs).unref();
      return { cancel: () => clearInterval(timer) };
    },
    sleep: (delayMs, signal) =>
      sleep(delayMs, undefined, { signal, ref: false }).catch((cause) => {
        signal?.throwIfAborted(); // Node wraps the reason in its own error
        throw cause;
      }),
  },
  random: { next: () => Math.random(), bytes: (length) => randomBytes(length) },
};
