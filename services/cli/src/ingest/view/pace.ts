import type { Clock } from '@ragtime/runtime';

/** Measures how fast a job goes on, and how long the rest will take. */
export interface Pace {
  /** Counts from the first call on. */
  reached(done: number): void;
  /** Undefined until enough has been measured. */
  perSecond(): number | undefined;
  leftMs(left: number): number | undefined;
}

const seenMsMin = 300;

export function createPace(clock: Pick<Clock, 'monotonicMs'>): Pace {
  const fromMs = clock.monotonicMs();
  let reachedDone = 0;
  let atMs = fromMs;
  const perSecond = () => (reachedDone === 0 || atMs - fromMs < seenMsMin ? undefined : (reachedDone * 1_000) / (atMs - fromMs));
  return {
    reached(done) {
      if (done <= reachedDone) return;
      reachedDone = done;
      atMs = clock.monotonicMs();
    },
    perSecond,
    leftMs(left) {
      const rate = perSecond();
      if (rate === undefined || left <= 0) return undefined;
      // Between two reports the measured rate is assumed, so that the remaining time runs down.
      return Math.max(0, (left * 1_000) / rate - (clock.monotonicMs() - atMs));
    },
  };
}
