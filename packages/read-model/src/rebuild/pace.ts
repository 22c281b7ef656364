import type { Clock } from '@ragtime/runtime';

/** The goal for one transaction of a rebuild, in milliseconds. It is far below the limit of 100, because some transactions are slow. */
const targetMs = 25;
const bounds = { first: 100, least: 10, most: 1_000 } as const;

export interface Pace {
  /** The number of records for the next transaction. */
  records(): number;
  /** Runs one transaction with that many records and measures it. */
  measure(transaction: () => Promise<void>): Promise<void>;
}

/** Chooses how many records one transaction takes, so that each is short on any database and with any records. */
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
