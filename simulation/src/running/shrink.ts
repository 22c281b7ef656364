import type { Plan } from '../plan/happening.ts';

/** Keeps of a plan only the happenings of these places in it. */
export const only = (plan: Plan, places: readonly number[]): Plan => ({
  ...plan,
  happenings: plan.happenings.filter((_, place) => places.includes(place)),
});

/** Returns the places of the fewest happenings found that still make the plan fail. It leaves out ever smaller stretches. */
export async function shrink(plan: Plan, fails: (plan: Plan) => Promise<boolean>, triesMax = 300): Promise<readonly number[]> {
  let kept = plan.happenings.map((_, place) => place);
  let tries = 0;
  for (let stretch = kept.length >> 1; stretch >= 1 && tries < triesMax; stretch >>= 1) {
    for (let from = 0; from < kept.length && tries < triesMax; ) {
      const fewer = [...kept.slice(0, from), ...kept.slice(from + stretch)];
      tries += 1;
      if (await fails(only(plan, fewer))) kept = fewer;
      else from += stretch;
    }
  }
  return kept;
}
