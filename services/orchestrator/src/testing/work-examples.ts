import type { WorkerSign } from '@ragtime/contracts/signals';
import type { BlobId, Priority } from '@ragtime/domain';
import {
  type DatasetId,
  type DocumentId,
  defaultDatasetSettings,
  planTaskId,
  type RunId,
  type TenantId,
  type WorkerId,
} from '@ragtime/domain';
import type { WorkChange } from '../work/open-work.ts';
import { keyOf, type OpenRun, type RunningTask, type WaitingTask } from '../work/tasks.ts';

export const ada = 'ada' as WorkerId;
export const bob = 'bob' as WorkerId;

export function run(name: string, { tenantId = 'tenant', priority = 'normal' as Priority } = {}): OpenRun {
  return {
    tenantId: tenantId as TenantId,
    datasetId: 'dataset' as DatasetId,
    documentId: `document-${name}` as DocumentId,
    run: 1,
    runId: name as RunId,
    original: 'tenant/dataset/document/original' as BlobId,
    sha256: 'ab',
    extension: 'txt',
    settings: defaultDatasetSettings,
    priority,
    correlationId: name,
    traceParent: undefined,
    tasks: new Map(),
    held: new Map(),
  };
}

export function waits(of: OpenRun, task: Partial<WaitingTask> = {}): WorkChange {
  const key = keyOf(of.runId, planTaskId);
  const whole = {
    key,
    taskId: planTaskId,
    status: 'waiting',
    attempt: 1,
    window: undefined,
    resource: 'heavy',
    sinceMs: 0,
    retryAtMs: 0,
    alone: false,
  } as const;
  return { kind: 'waits', run: of, task: { ...whole, ...task } };
}

export function runs(of: OpenRun, workerId = ada, task: Partial<RunningTask> = {}): WorkChange {
  const key = keyOf(of.runId, planTaskId);
  const whole = {
    key,
    taskId: planTaskId,
    status: 'running',
    attempt: 1,
    window: undefined,
    resource: 'heavy',
    sinceMs: 0,
    workerId,
    alone: false,
  } as const;
  return { kind: 'runs', run: of, task: { ...whole, ...task } };
}

export const ended = (change: WorkChange): WorkChange => ({ kind: 'ended', run: change.run, task: change.task, wasCutOff: false });

export function sign(workerId: WorkerId, of: Partial<WorkerSign> = {}): WorkerSign {
  return {
    type: 'worker',
    workerId,
    partitions: [workerId === ada ? 0 : 1],
    slots: 1,
    running: [],
    endedLastSecond: 0,
    leaving: false,
    ...of,
  };
}

/** That a worker shows this attempt as one of its own. */
export const showing = ({ run: { runId }, task: { taskId, attempt } }: WorkChange) => ({ runId, taskId, attempt, ageMs: 0 });
