import type { Window } from '../../plan.ts';

/** Cuts the units in windows of `size` units each. A last window of under a quarter joins the one before it. */
export function cutUnits(count: number, size: number): readonly Window[] {
  const windows: { first: number; last: number }[] = [];
  for (let first = 1; first <= count; first += size) windows.push({ first, last: Math.min(count, first + size - 1) });
  const [before, last] = windows.slice(-2);
  if (before === undefined || last === undefined || last.last - last.first + 1 >= size / 4) return windows;
  return [...windows.slice(0, -2), { first: before.first, last: last.last }];
}
