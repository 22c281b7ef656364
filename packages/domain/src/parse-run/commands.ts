import type { Priority } from '../dataset/priority.ts';
import type { DatasetId, DocumentId, RunId, RunNumber, TaskId, WorkerId } from '../ids.ts';
import type { NewTasks, TaskError, TaskResult } from './events.ts';

interface OfDataset {
  readonly datasetId: DatasetId;
}

interface OfAttempt extends OfDataset {
  /** Undefined for a run of the dataset itself. */
  readonly documentId: DocumentId | undefined;
  readonly run: RunNumber;
  readonly taskId: TaskId;
  readonly attempt: number;
}

/** At most 100 documents. A document with an open run of its present revision keeps that run. An open run of an older revision is superseded. */
export type RequestParsing = OfDataset & {
  readonly type: 'RequestParsing';
  readonly documents: readonly { readonly documentId: DocumentId; readonly runId: RunId }[];
  /** Absent: the dataset's own priority. */
  readonly priority?: Priority;
  readonly keepEdits: boolean;
  /** `skip` for "all of the dataset", where a document may have been deleted since it was listed. */
  readonly ifMissing: 'refuse' | 'skip';
};
/**
 * At most 100. `run` names the run that the caller saw, so that a stale cancel never touches a later run. Absent: the open run, if there is one.
 */
export type CancelParsing = OfDataset & {
  readonly type: 'CancelParsing';
  readonly documents: readonly { readonly documentId: DocumentId; readonly run?: RunNumber }[];
  readonly ifMissing: 'refuse' | 'skip';
};

/** Asks for a run of the dataset itself that begins with a task of `kind`. While such a run is open, no second one begins. */
export type RequestDatasetRun = OfDataset & {
  readonly type: 'RequestDatasetRun';
  readonly runId: RunId;
  readonly kind: string;
  /** Absent: the dataset's own priority. */
  readonly priority?: Priority;
};

/** A worker asks to work on a task; `attempt` is the number that its doorbell named. */
export type StartAttempt = OfAttempt & { readonly type: 'StartAttempt'; readonly workerId: WorkerId };
export type CompleteTask = OfAttempt & {
  readonly type: 'CompleteTask';
  readonly workerId: WorkerId;
  readonly result: TaskResult;
  readonly adds: readonly NewTasks[];
};
export type FailAttempt = OfAttempt & {
  readonly type: 'FailAttempt';
  readonly workerId: WorkerId;
  readonly error: TaskError;
  /** False: a repeat cannot mend it, so the task dies at once. */
  readonly retryable: boolean;
  /** In [0, 1). It spreads the retries of many tasks. Rules draw no random numbers of their own. */
  readonly jitter: number;
};
/**
 * The orchestrator sends it when the worker that holds the attempt was silent longer than the lease. A worker that leaves sends it for its own
 * attempts.
 */
export type ExpireAttempt = OfAttempt & {
  readonly type: 'ExpireAttempt';
  readonly workerId: WorkerId;
  /** The worker itself gives the attempt back: no worker was lost, and the task is not to blame. */
  readonly givenBack?: boolean;
};

/** Starts a new run of the present revision and settings, with the failed run's priority and its choice about edits. Removes the dead letter. */
export type ReplayDeadLetter = OfDataset & {
  readonly type: 'ReplayDeadLetter';
  readonly documentId: DocumentId;
  readonly failedRunId: RunId;
  readonly runId: RunId;
};
export type DiscardDeadLetter = OfDataset & {
  readonly type: 'DiscardDeadLetter';
  readonly documentId: DocumentId;
  readonly failedRunId: RunId;
};

export type ParseRunCommand =
  | RequestParsing
  | CancelParsing
  | RequestDatasetRun
  | StartAttempt
  | CompleteTask
  | FailAttempt
  | ExpireAttempt
  | ReplayDeadLetter
  | DiscardDeadLetter;
