import type { DocumentEntities } from '../entities.ts';
import type { RunId, TaskId } from '../ids.ts';
import type { ScopeDraft } from '../scope.ts';
import { type ParseRun, taskKey } from './parse-run.ts';
import { planTaskId, windowTaskId } from './tasks.ts';

/** Every task that the run has, in the order of the document, its plan first. */
export function* taskIdsOf({ windows }: ParseRun): Generator<TaskId> {
  yield planTaskId;
  for (let index = 0; index < windows; index += 1) yield windowTaskId(index);
}

/** The run and its tasks go; what its document remembers of it is the caller's. */
export function removeRun(draft: ScopeDraft<DocumentEntities>, runId: RunId): void {
  const run = draft.get('run', runId);
  if (run === undefined) return;
  for (const taskId of taskIdsOf(run)) draft.remove('task', taskKey(runId, taskId));
  draft.remove('run', runId);
}
