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
  /** Waits longer each time. Rejects with the signal's reason if the signal is aborted first. */
  wait(signal?: AbortSignal): Promise<void>;
  /** An attempt succeeded: the next wait is the shortest again. */
  reset(): void;
}

/**
 * Doubles each wait, up to the longest. Each wait is a random time between half of that and all of it, so that many callers that failed together do
 * not retry together.
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
