import type { Priority } from '../dataset/events.ts';
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

/** At most 100 documents. One with an open run of its present revision keeps that run; one of an older revision is superseded. */
export type RequestParsing = OfDataset & {
  readonly type: 'RequestParsing';
  readonly documents: readonly { readonly documentId: DocumentId; readonly runId: RunId }[];
  /** Absent: as the dataset says. */
  readonly priority?: Priority;
  readonly keepEdits: boolean;
  /** `skip` for "all of the dataset", where one may have gone since it was listed. */
  readonly ifMissing: 'refuse' | 'skip';
};
/** At most 100. `run` names what the caller saw: a stale cancel never touches a later run; absent: whichever is open. */
export type CancelParsing = OfDataset & {
  readonly type: 'CancelParsing';
  readonly documents: readonly { readonly documentId: DocumentId; readonly run?: RunNumber }[];
  readonly ifMissing: 'refuse' | 'skip';
};

/** Asks for a run of the dataset itself that begins with a task of `kind`. While one is open that began so, no other begins. */
export type RequestDatasetRun = OfDataset & {
  readonly type: 'RequestDatasetRun';
  readonly runId: RunId;
  readonly kind: string;
  /** Absent: as the dataset says. */
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
  /** False: no repeat can mend it, so the task dies at once. */
  readonly retryable: boolean;
  /** In [0, 1): spreads the retries of many tasks. Rules draw no chance of their own. */
  readonly jitter: number;
};
/** From the orchestrator, when the worker that holds the attempt was silent longer than the lease; or from that worker itself, when it leaves. */
export type ExpireAttempt = OfAttempt & {
  readonly type: 'ExpireAttempt';
  readonly workerId: WorkerId;
  /** It is the worker that says so: nobody was lost, and the task is not to blame. */
  readonly givenBack?: boolean;
};

/** Starts a new run with the failed one's priority and care for edits, of the present revision and settings; takes the dead letter away. */
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
