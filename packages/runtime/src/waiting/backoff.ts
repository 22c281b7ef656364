import type { Machine } from '../machine.ts';

/** The shortest and the longest wait, in milliseconds. */
export type BackoffMs = readonly [firstMs: number, longestMs: number];

/** What waiting asks of the machine. */
export interface WaitingMachine {
  readonly timers: Pick<Machine['timers'], 'sleep'>;
  readonly random: Pick<Machine['random'], 'next'>;
}

/** The waits between attempts at one thing. */
export interface Backoff {
  /** Waits longer each time. Rejects with the signal's reason when that is aborted first. */
  wait(signal?: AbortSignal): Promise<void>;
  /** An attempt succeeded: the next wait is the shortest again. */
  reset(): void;
}

/**
 * Each wait is twice as long as the one before, up to the longest; and somewhere between half of that and all of it, so that many
 * that failed together do not come back together.
 */
export function createBackoff({ timers, random }: WaitingMachine, [firstMs, longestMs]: BackoffMs): Backoff {
  let wholeMs = firstMs;
  return {
    async wait(signal) {
      const waitMs = Math.round(wholeMs * (0.5 + random.next() / 2));
      wholeMs = Math.min(longestMs, wholeMs * 2);
      await timers.sleep(waitMs, signal);
    },
    reset() {
      wholeMs = firstMs;
    },
  };
}
