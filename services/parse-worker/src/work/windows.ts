import type { Plan, Window } from '@ragtime/parsing';

/** Joins neighbouring windows until there are at most `windowsMax`, because a run may have no more tasks than that. */
export function withWindowsAtMost(plan: Plan, windowsMax: number): Plan {
  const size = Math.ceil(plan.windows.length / windowsMax);
  if (size <= 1) return plan;
  const windows: Window[] = [];
  for (let at = 0; at < plan.windows.length; at += size) {
    const first = plan.windows[at];
    const last = plan.windows[Math.min(at + size, plan.windows.length) - 1];
    if (first !== undefined && last !== undefined) windows.push(joined(first, last));
  }
  return { ...plan, windows };
}

function joined(first: Window, last: Window): Window {
  const bytes = first.bytes === undefined || last.bytes === undefined ? {} : { bytes: { from: first.bytes.from, to: last.bytes.to } };
  return { ...first, last: last.last, ...bytes };
}
