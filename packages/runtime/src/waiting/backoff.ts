import type { Random } from '../machine.ts';

export interface BackoffOptions {
  readonly random: Pick<Random, 'next'>;
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait before an attempt is repeated: doubled each time up to `maxMs`, and somewhere between half of that and
 * all of it, so that many that failed together do not come back together.
 *
 * @param failures how many attempts have failed, from 1.
 */
export const backoff =
  ({ random, firstMs, maxMs }: BackoffOptions) =>
  (failures: number): number => {
    const wholeMs = Math.min(maxMs, firstMs * 2 ** Math.max(0, failures - 1));
    return Math.round(wholeMs * (0.5 + random.next() / 2));
  };
