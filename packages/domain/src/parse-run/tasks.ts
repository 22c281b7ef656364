import type { TaskId } from '../ids.ts';
import type { NewTasks, TasksAdded, Window } from './events.ts';
import { kindOf, type TaskKinds, taskKinds } from './kinds.ts';
import type { ParseRun } from './parse-run.ts';

/** The first task of every run of a document. */
export const planTaskId = 'plan' as TaskId;

/** @param index from 0, in the order of the document. */
export const windowTaskId = (index: number): TaskId => taskIdOf('window', index);

/** A task is named by its kind and, if a run has many tasks of the kind, by its place among them. */
export const taskIdOf = (kind: string, index: number | undefined): TaskId => (index === undefined ? kind : `${kind}-${index}`) as TaskId;

export interface TaskPlace {
  readonly kind: string;
  /** From 0. Undefined for the only task of its kind. */
  readonly index: number | undefined;
}

const numbered = /^(.+)-(0|[1-9]\d*)$/u;

export function placeOf(taskId: TaskId): TaskPlace {
  const [, kind, index] = numbered.exec(taskId) ?? [];
  return kind === undefined ? { kind: taskId, index: undefined } : { kind, index: Number(index) };
}

/** Compares the places of two tasks' results in their document: first by their kinds as the table lists them, then by place. */
export function inDocumentOrder(one: TaskId, other: TaskId): number {
  const [a, b] = [placeOf(one), placeOf(other)];
  return rankOf(a.kind) - rankOf(b.kind) || compare(a.kind, b.kind) || (a.index ?? 0) - (b.index ?? 0);
}

/** Kinds that this release does not know come last. */
function rankOf(kind: string): number {
  const rank = Object.keys(taskKinds).indexOf(kind);
  return rank < 0 ? Number.MAX_SAFE_INTEGER : rank;
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** The windows of a plan as its completion adds them. */
export const windowTasks = (windows: readonly Window[]): readonly NewTasks[] => (windows.length === 0 ? [] : [{ kind: 'window', windows }]);

export interface AddedTask {
  readonly taskId: TaskId;
  readonly window: (Window & { readonly index: number }) | undefined;
}

/** The tasks that a completion added, one by one. */
export function addedTasks({ kind, windows, from }: TasksAdded): readonly AddedTask[] {
  if (windows.length === 0) return [{ taskId: taskIdOf(kind, undefined), window: undefined }];
  return windows.map((window, place) => {
    const index = from + place;
    return { taskId: taskIdOf(kind, index), window: { ...window, index } };
  });
}

const countOf = ({ tasks }: ParseRun, kind: string): number => (Object.hasOwn(tasks, kind) ? (tasks[kind]?.count ?? 0) : 0);

/** New tasks, placed after those of their kind that the run has. */
export const placed = (run: ParseRun, adds: readonly NewTasks[]): readonly TasksAdded[] =>
  adds.map(({ kind, windows }) => ({ kind, from: countOf(run, kind), windows }));

/**
 * Whether the completion of a task of `kind` may add these to its run. The kind must allow them, and they must have the right scope and stay within
 * its bounds.
 */
export function mayAdd(kinds: TaskKinds, kind: string, run: ParseRun, adds: readonly NewTasks[]): boolean {
  const bounds = kindOf(kinds, kind)?.mayAdd ?? {};
  if (new Set(adds.map((group) => group.kind)).size < adds.length) return false;
  return adds.every((group) => {
    const added = kindOf(kinds, group.kind);
    const bound = Object.hasOwn(bounds, group.kind) ? bounds[group.kind] : undefined;
    if (added === undefined || bound === undefined) return false;
    const before = countOf(run, group.kind);
    if (added.scope !== 'window') return group.windows.length === 0 && before === 0;
    return group.windows.length > 0 && before + group.windows.length <= bound && areWindowsValid(group.windows);
  });
}

/** Each window has at least one unit, and no window overlaps the next. */
function areWindowsValid(windows: readonly Window[]): boolean {
  let end = 0;
  for (const { first, last } of windows) {
    if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || first <= end || last < first) return false;
    end = last;
  }
  return true;
}
