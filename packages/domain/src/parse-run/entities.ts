import type { DocumentEntities } from '../entities.ts';
import type { DocumentId, RunId, RunNumber, TaskId } from '../ids.ts';
import type { Scope, ScopeDraft } from '../scope.ts';
import { type ParseRun, type Task, taskKey } from './parse-run.ts';
import { placeOf, taskIdOf } from './tasks.ts';

const fresh: Task = { status: 'queued', attempt: 1, failures: 0, lostWorkers: 0 };

/** The open run that a command or an event names; undefined when that number is not open. */
export function openRun(
  scope: Scope<DocumentEntities>,
  { documentId, run: number }: { readonly documentId: DocumentId | undefined; readonly run: RunNumber },
): { readonly runId: RunId; readonly run: ParseRun } | undefined {
  const runId = documentId === undefined ? scope.get('dataset-run', String(number))?.runId : scope.get('document', documentId)?.openRun;
  const run = runId === undefined ? undefined : scope.get('run', runId);
  return runId === undefined || run?.number !== number ? undefined : { runId, run };
}

/** Undefined for a task that the run does not have. */
export function taskIn(scope: Scope<DocumentEntities>, runId: RunId, run: ParseRun, taskId: TaskId): Task | undefined {
  const { kind, index } = placeOf(taskId);
  const ofKind = Object.hasOwn(run.tasks, kind) ? run.tasks[kind] : undefined;
  if (ofKind === undefined || ofKind.isNumbered !== (index !== undefined) || (index ?? 0) >= ofKind.count) return undefined;
  return scope.get('task', taskKey(runId, taskId)) ?? fresh;
}

/** Every task of the run: kinds in the order in which they were added, and each kind in the order of its places. */
export function* taskIdsOf({ tasks }: ParseRun): Generator<TaskId> {
  for (const [kind, { count, isNumbered }] of Object.entries(tasks)) {
    for (let index = 0; index < count; index += 1) yield taskIdOf(kind, isNumbered ? index : undefined);
  }
}

/** Every task of the run, in the same order. */
export function* tasksOfRun(scope: Scope<DocumentEntities>, runId: RunId, run: ParseRun): Generator<readonly [TaskId, Task]> {
  for (const taskId of taskIdsOf(run)) {
    const task = taskIn(scope, runId, run, taskId);
    if (task !== undefined) yield [taskId, task];
  }
}

export const openTasksOf = ({ tasks }: ParseRun): number => Object.values(tasks).reduce((sum, { open }) => sum + open, 0);

/** Removes the run and its tasks. The caller updates what the document remembers about it. */
export function removeRun(draft: ScopeDraft<DocumentEntities>, runId: RunId): void {
  const run = draft.get('run', runId);
  if (run === undefined) return;
  for (const taskId of taskIdsOf(run)) draft.remove('task', taskKey(runId, taskId));
  if (run.documentId === undefined) draft.remove('dataset-run', String(run.number));
  draft.remove('run', runId);
}
