import type { Clock } from '@ragtime/runtime';

/** Fewer records than this are projected in a moment, whatever they are. */
const lagMin = 1_000;
const growsForMs = 60_000;

/** Tells a lag that only grows: more is written than is projected. To be told the lag whenever somebody asks how a projector is. */
export function createLagWatch({ clock }: { readonly clock: Clock }): (lag: number) => string | undefined {
  let lowest = { lag: 0, atMs: clock.monotonicMs() };
  return (lag) => {
    const nowMs = clock.monotonicMs();
    if (lag < lagMin || lowest.lag < lagMin || lag < lowest.lag) lowest = { lag, atMs: nowMs };
    return nowMs - lowest.atMs >= growsForMs ? `it is ${lag} records behind, and has not come nearer for a minute` : undefined;
  };
}
