import { retryDelayBaseMs, retryDelayFactor, retryDelayMaxMs, retryJitter } from '../limits.ts';

/**
 * Whole milliseconds until the attempt after the `failures`-th failure (from 1): grows by a factor up to a bound, and chance
 * moves it by up to a quarter, so that what failed together does not come back together.
 *
 * @param jitter in [0, 1); anything else counts as the nearest of these, no number as the middle.
 */
export function retryDelayMs(failures: number, jitter: number): number {
  const delayMs = Math.min(retryDelayBaseMs * retryDelayFactor ** (failures - 1), retryDelayMaxMs);
  const chance = Number.isNaN(jitter) ? 0.5 : Math.min(Math.max(jitter, 0), 1);
  return Math.round(delayMs * (1 + retryJitter * (2 * chance - 1)));
}
