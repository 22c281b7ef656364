import type { Clock } from '@ragtime/runtime';

/** Any smaller number of records is projected in a moment. */
const lagMin = 1_000;
const growsForMs = 60_000;

/** Detects a lag that only grows: more is written than is projected. Call the result with the lag at each health check. */
export function createLagWatch({ clock }: { readonly clock: Clock }): (lag: number) => string | undefined {
  let lowest = { lag: 0, atMs: clock.monotonicMs() };
  return (lag) => {
    const nowMs = clock.monotonicMs();
    if (lag < lagMin || lowest.lag < lagMin || lag < lowest.lag) lowest = { lag, atMs: nowMs };
    return nowMs - lowest.atMs >= growsForMs ? `it is ${lag} records behind, and has not come nearer for a minute` : undefined;
  };
}
