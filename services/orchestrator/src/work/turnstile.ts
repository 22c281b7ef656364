import { blockersOf, placeOf, type TaskId, type TaskKinds } from '@ragtime/domain';
import type { OpenRun } from './tasks.ts';

/** Lets tasks of a run pass once no task that they wait for is open. A task of an unknown kind never passes: the rules refuse it. */
export interface Turnstile {
  /** Call it after the tasks were put into the run's `tasks`. */
  add(run: OpenRun, tasks: readonly TaskId[]): void;
  /** The tasks that may start from now on. Each is returned once. */
  release(run: OpenRun): readonly TaskId[];
}

export function createTurnstile(kinds: TaskKinds): Turnstile {
  const blockers = new Map(Object.keys(kinds).map((kind) => [kind, blockersOf(kinds, kind)]));

  function mayPass(run: OpenRun, kind: string): boolean {
    const waitsFor = blockers.get(kind);
    if (waitsFor === undefined) return false;
    if (waitsFor.size === 0) return true;
    for (const taskId of run.tasks.keys()) if (waitsFor.has(placeOf(taskId).kind)) return false;
    return true;
  }

  return {
    add(run, tasks) {
      for (const [kind, ofKind] of Map.groupBy(tasks, (taskId) => placeOf(taskId).kind)) {
        run.held.set(kind, [...(run.held.get(kind) ?? []), ...ofKind]);
      }
    },
    release(run) {
      const passed: TaskId[] = [];
      for (const [kind, tasks] of run.held) {
        if (!mayPass(run, kind)) continue;
        run.held.delete(kind);
        passed.push(...tasks);
      }
      return passed;
    },
  };
}
