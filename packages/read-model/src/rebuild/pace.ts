import type { Clock } from '@ragtime/runtime';

/** Milliseconds that one transaction of a rebuild should hold the database: far from the 100 that nobody may exceed, for the slow ones among them. */
const targetMs = 25;
const bounds = { first: 100, least: 10, most: 1_000 } as const;

export interface Pace {
  /** How many records the next transaction should take. */
  records(): number;
  /** Runs one transaction of that many and learns from it. */
  measure(transaction: () => Promise<void>): Promise<void>;
}

/** As many records at once as the database handles in a moment, whatever they are and however slow it is. */
export function createPace(clock: Clock): Pace {
  let size: number = bounds.first;
  return {
    records: () => size,
    async measure(transaction) {
      const startedMs = clock.monotonicMs();
      await transaction();
      const tookMs = clock.monotonicMs() - startedMs;
      const fitting = Math.round(size * Math.min(2, targetMs / Math.max(1, tookMs)));
      size = Math.min(bounds.most, Math.max(bounds.least, fitting));
    },
  };
}
