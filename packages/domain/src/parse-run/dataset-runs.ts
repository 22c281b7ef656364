import type { OpenDataset } from '../dataset/dataset.ts';
import { accept, type Decision, reject, unchanged } from '../decision.ts';
import type { DocumentEntities } from '../entities.ts';
import type { Scope } from '../scope.ts';
import type { RequestDatasetRun } from './commands.ts';
import type { DatasetRunRequested } from './events.ts';
import { kindOf, type TaskKinds } from './kinds.ts';

export type DatasetRunRejection = 'task-kind-unknown' | 'run-exists';

/** While a run that began with this kind is open, that run is the answer. */
export function requestDatasetRun(
  { datasetId, runId, kind, priority }: RequestDatasetRun,
  scope: Scope<DocumentEntities>,
  { settings, lastRun }: OpenDataset,
  kinds: TaskKinds,
): Decision<DatasetRunRequested, DatasetRunRejection> {
  if (kindOf(kinds, kind)?.scope !== 'dataset') return reject('task-kind-unknown');
  for (const [, open] of scope.list('dataset-run')) if (open.kind === kind) return unchanged;
  if (scope.get('run', runId) !== undefined || scope.get('dead-letter', runId) !== undefined) return reject('run-exists');
  return accept({
    type: 'DatasetRunRequested',
    datasetId,
    run: lastRun + 1,
    runId,
    kind,
    settings,
    priority: priority ?? settings.priority,
  });
}
