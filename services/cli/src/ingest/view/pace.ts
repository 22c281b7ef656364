import type { Clock } from '@ragtime/runtime';

/** How fast something goes on, and how long it will take from here. */
export interface Pace {
  /** Counts from where it was first told. */
  reached(done: number): void;
  /** Undefined before enough was seen to say so. */
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
      // Since the last news the same pace is taken for granted, so that the time left runs down between two of them.
      return Math.max(0, (left * 1_000) / rate - (clock.monotonicMs() - atMs));
    },
  };
}
