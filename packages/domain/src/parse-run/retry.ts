import { retryDelayBaseMs, retryDelayFactor, retryDelayMaxMs, retryJitter } from '../limits.ts';

/**
 * Whole milliseconds until the attempt after the `failures`-th failure (from 1). The delay grows by a factor up to a bound. Chance changes it by up
 * to a quarter, so that tasks that failed together do not return together.
 *
 * @param jitter in [0, 1). A value outside counts as the nearest value inside, and NaN as the middle.
 */
export function retryDelayMs(failures: number, jitter: number): number {
  const delayMs = Math.min(retryDelayBaseMs * retryDelayFactor ** (failures - 1), retryDelayMaxMs);
  const chance = Number.isNaN(jitter) ? 0.5 : Math.min(Math.max(jitter, 0), 1);
  return Math.round(delayMs * (1 + retryJitter * (2 * chance - 1)));
}
