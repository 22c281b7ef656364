import type { TaskId } from '../ids.ts';
import { windowsPerRunMax } from '../limits.ts';
import type { TaskWindow } from './events.ts';

/** The first task of every run. */
export const planTaskId = 'plan' as TaskId;

/** @param index from 0, in the order of the document. */
export const windowTaskId = (index: number): TaskId => `window-${index}` as TaskId;

/** The windows of a plan as its completion adds them: named by their place. */
export function taskWindows(ranges: readonly { readonly first: number; readonly last: number }[]): readonly TaskWindow[] {
  return ranges.map(({ first, last }, index) => ({ taskId: windowTaskId(index), first, last }));
}

/** Named by their place, each of at least one unit, none reaching into the next. */
export function areWindowsValid(windows: readonly TaskWindow[]): boolean {
  if (windows.length > windowsPerRunMax) return false;
  let end = 0;
  for (const [index, { taskId, first, last }] of windows.entries()) {
    if (taskId !== windowTaskId(index) || !Number.isSafeInteger(first) || !Number.isSafeInteger(last)) return false;
    if (first <= end || last < first) return false;
    end = last;
  }
  return true;
}
