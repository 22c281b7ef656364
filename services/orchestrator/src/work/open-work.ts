import {
  type AddedTask,
  addedTasks,
  type DatasetId,
  type DatasetSettings,
  type DocumentTopicEvent,
  kindOf,
  type ParseRunEvent,
  placeOf,
  planTaskId,
  type RunId,
  type TaskId,
  type TaskKinds,
  taskKinds,
} from '@ragtime/domain';
import type { Meta } from '@ragtime/event-log';
import type { Documents } from '../documents/documents.ts';
import { keyOf, type OpenRun, type OpenTask, type RunningTask, type WaitingTask } from './tasks.ts';
import { createTurnstile } from './turnstile.ts';

/** What a record changed for the parts that act on it. */
export type WorkChange =
  /** The task may start. */
  | { readonly kind: 'waits'; readonly run: OpenRun; readonly task: WaitingTask }
  | { readonly kind: 'runs'; readonly run: OpenRun; readonly task: RunningTask }
  /** The task neither waits nor runs any more. `wasCutOff`: a worker may still be working on it, in vain. */
  | { readonly kind: 'ended'; readonly run: OpenRun; readonly task: OpenTask; readonly wasCutOff: boolean };

/** The open runs and their tasks. They are a fold of the document topic, which drops completed tasks. */
export interface OpenWork {
  apply(event: DocumentTopicEvent, meta: Pick<Meta, 'atMs' | 'correlationId' | 'tenantId' | 'traceParent'>): readonly WorkChange[];
  find(runId: RunId, taskId: TaskId): { readonly run: OpenRun; readonly task: OpenTask } | undefined;
}

type OfTask = Extract<ParseRunEvent, { readonly taskId: TaskId; readonly attempt: number }>;

/** What the request to parse and the document say about the run that begins. */
function requestedRun(
  { datasetId, documentId, run, runId, original, priority }: Extract<ParseRunEvent, { readonly type: 'ParsingRequested' }>,
  document: ReturnType<Documents['find']>,
) {
  const { sha256 = '', extension = '' } = document ?? {};
  return { datasetId, documentId, run, runId, original, priority, sha256, extension, tasks: new Map(), held: new Map() };
}

/** @param kinds the same as the rules that decide about the tasks that are rung. */
export function createOpenWork(documents: Documents, kinds: TaskKinds = taskKinds): OpenWork {
  const turnstile = createTurnstile(kinds);
  const runs = new Map<RunId, OpenRun>();
  const settingsOf = createInterner();
  const runsOfDataset = new Map<DatasetId, Set<RunId>>();

  function find(runId: RunId, taskId: TaskId) {
    const run = runs.get(runId);
    const task = run?.tasks.get(taskId);
    return run === undefined || task === undefined ? undefined : { run, task };
  }

  function replace({ runId, taskId }: OfTask, next: (task: OpenTask) => OpenTask): readonly WorkChange[] {
    const found = find(runId, taskId);
    if (found === undefined) return [];
    const { run, task } = found;
    const replaced = next(task);
    run.tasks.set(taskId, replaced);
    return [{ kind: 'ended', run, task, wasCutOff: false }, present(run, replaced)];
  }

  function drop(runId: RunId): readonly WorkChange[] {
    const run = runs.get(runId);
    if (run === undefined) return [];
    runs.delete(runId);
    runsOfDataset.get(run.datasetId)?.delete(runId);
    return [...run.tasks.values()].map((task) => ({ kind: 'ended', run, task, wasCutOff: task.status === 'running' }));
  }

  function add(run: OpenRun, added: readonly AddedTask[], sinceMs: number): void {
    for (const { taskId, window } of added) {
      const resource = kindOf(kinds, placeOf(taskId).kind)?.resource ?? 'heavy';
      run.tasks.set(taskId, waiting(run.runId, taskId, { sinceMs, window, resource }));
    }
    turnstile.add(
      run,
      added.map(({ taskId }) => taskId),
    );
  }

  /** The tasks of the run that may start from now on. */
  function release(run: OpenRun): readonly WorkChange[] {
    return turnstile.release(run).flatMap((taskId) => {
      const task = run.tasks.get(taskId);
      return task === undefined ? [] : [present(run, task)];
    });
  }

  return {
    find,
    apply(event, { atMs, correlationId, tenantId, traceParent }) {
      switch (event.type) {
        case 'ParsingRequested': {
          const { datasetId, runId } = event;
          const run: OpenRun = {
            ...requestedRun(event, documents.find(datasetId, event.documentId)),
            settings: settingsOf(event.settings),
            correlationId,
            traceParent,
            tenantId: documents.tenantOf(datasetId) ?? (tenantId as OpenRun['tenantId']),
          };
          runs.set(runId, run);
          const ofDataset = runsOfDataset.get(datasetId) ?? new Set<RunId>();
          runsOfDataset.set(datasetId, ofDataset.add(runId));
          add(run, [{ taskId: planTaskId, window: undefined }], atMs);
          return release(run);
        }
        case 'AttemptStarted': {
          const { attempt, workerId } = event;
          return replace(event, (task) => ({ ...task, status: 'running', attempt, workerId, sinceMs: atMs }));
        }
        case 'AttemptFailed':
          return replace(event, (task) => waitingAgain(task, event.attempt, { sinceMs: atMs, retryAtMs: event.retryAtMs }));
        case 'AttemptExpired': {
          const again = replace(event, (task) => waitingAgain(task, event.attempt, { sinceMs: atMs, alone: event.alone }));
          // The worker that held it may only have been slow. It hears of the expiry, so that its slot becomes free.
          return again.map((change) => (change.kind === 'ended' ? { ...change, wasCutOff: true } : change));
        }
        case 'TaskCompleted': {
          const found = find(event.runId, event.taskId);
          if (found === undefined) return [];
          const { run, task } = found;
          run.tasks.delete(event.taskId);
          add(run, event.adds.flatMap(addedTasks), atMs);
          return [{ kind: 'ended', run, task, wasCutOff: false }, ...release(run)];
        }
        case 'TaskDied': {
          const found = find(event.runId, event.taskId);
          found?.run.tasks.delete(event.taskId);
          return found === undefined ? [] : [{ kind: 'ended', ...found, wasCutOff: false }];
        }
        case 'RunFailed':
        case 'RunCancelled':
        case 'RunEnded':
          return drop(event.runId);
        case 'DatasetClosed': {
          const ofDataset = [...(runsOfDataset.get(event.datasetId) ?? [])];
          runsOfDataset.delete(event.datasetId);
          return ofDataset.flatMap(drop);
        }
        default:
          return [];
      }
    },
  };
}

/** A hundred thousand runs of one dataset share one copy of its settings. */
function createInterner(): (settings: DatasetSettings) => DatasetSettings {
  const known = new Map<string, DatasetSettings>();
  return (settings) => {
    const key = JSON.stringify(settings);
    const found = known.get(key) ?? settings;
    if (known.size > 1_000) known.clear();
    known.set(key, found);
    return found;
  };
}

const present = (run: OpenRun, task: OpenTask): WorkChange =>
  task.status === 'running' ? { kind: 'runs', run, task } : { kind: 'waits', run, task };

function waiting(runId: RunId, taskId: TaskId, of: Pick<WaitingTask, 'sinceMs' | 'window' | 'resource'>): WaitingTask {
  return { key: keyOf(runId, taskId), taskId, status: 'waiting', attempt: 1, retryAtMs: 0, alone: false, ...of };
}

function waitingAgain({ key, taskId, window, resource, alone }: OpenTask, ended: number, changes: Partial<WaitingTask>): WaitingTask {
  return { key, taskId, window, resource, alone, status: 'waiting', attempt: ended + 1, sinceMs: 0, retryAtMs: 0, ...changes };
}
