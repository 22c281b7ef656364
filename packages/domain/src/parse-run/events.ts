import type { DatasetSettings, Priority } from '../dataset/events.ts';
import type { BlobId, DatasetId, DocumentId, RunId, RunNumber, TaskId, WorkerId } from '../ids.ts';

interface OfRun {
  readonly datasetId: DatasetId;
  readonly documentId: DocumentId;
  readonly run: RunNumber;
  readonly runId: RunId;
}

interface OfAttempt extends OfRun {
  readonly taskId: TaskId;
  /** 1 for a task's first attempt, then one more each, whatever ended the one before. */
  readonly attempt: number;
}

/** A window of the document in the units of its plan (pages, lines, rows), both ends included, from 1. */
export interface TaskWindow {
  readonly taskId: TaskId;
  readonly first: number;
  readonly last: number;
}

/** What a completed task leaves in the blob store. */
export interface TaskResult {
  /** The task's manifest: its steps' digests and artifacts. */
  readonly artifact: BlobId;
  readonly chunks: number;
  readonly tokens: number;
  readonly pages: number;
}

export interface TaskError {
  /** Stable, kebab-case; each has a docs page. */
  readonly code: string;
  /** Never text of the document. */
  readonly message: string;
}

export type CancelReason = 'asked' | 'superseded' | 'document-deleted';

/** Starts a run with its first task, `plan`. The settings are a snapshot: later changes do not reach an open run. */
export type ParsingRequested = OfRun & {
  readonly type: 'ParsingRequested';
  readonly revision: number;
  readonly original: BlobId;
  readonly settings: DatasetSettings;
  readonly priority: Priority;
  readonly keepEdits: boolean;
};
export type AttemptStarted = OfAttempt & { readonly type: 'AttemptStarted'; readonly workerId: WorkerId };
/** `adds` is what a plan found: the windows (at most 1,000, named by their place), or nothing when it did the whole work itself. */
export type TaskCompleted = OfAttempt & {
  readonly type: 'TaskCompleted';
  readonly workerId: WorkerId;
  readonly result: TaskResult;
  readonly adds: readonly TaskWindow[];
};
/** The task waits for its next attempt, not before `retryAtMs`. */
export type AttemptFailed = OfAttempt & {
  readonly type: 'AttemptFailed';
  readonly workerId: WorkerId;
  readonly error: TaskError;
  readonly retryAtMs: number;
};
/** The worker fell silent: only the next attempt counts. `alone`: the next one runs alone on its worker. */
export type AttemptExpired = OfAttempt & {
  readonly type: 'AttemptExpired';
  readonly workerId: WorkerId;
  readonly lostWorkers: number;
  readonly alone: boolean;
};
/** Out of attempts, or an error that no repeat can mend; ends its run as failed in the same batch. */
export type TaskDied = OfAttempt & { readonly type: 'TaskDied'; readonly error: TaskError };
export type RunFailed = OfRun & { readonly type: 'RunFailed'; readonly taskId: TaskId; readonly error: TaskError };
export type RunCancelled = OfRun & { readonly type: 'RunCancelled'; readonly reason: CancelReason };
export type RunEnded = OfRun & { readonly type: 'RunEnded' };
/**
 * The document's visible run from here on. `results` are what its windows made, in their order, or what its plan made that had no
 * windows; the other numbers are their sums. Same batch as the last completion.
 */
export type DocumentParsed = OfRun & {
  readonly type: 'DocumentParsed';
  readonly revision: number;
  readonly results: readonly TaskResult[];
  readonly chunks: number;
  readonly tokens: number;
  readonly pages: number;
  /** False: every manual edit of the document's chunks ends here, typed-in chunks included. */
  readonly keepEdits: boolean;
};
/** The dead letter's owner gave it up. */
export type DeadLetterDiscarded = OfRun & { readonly type: 'DeadLetterDiscarded' };

export type ParseRunEvent =
  | ParsingRequested
  | AttemptStarted
  | TaskCompleted
  | AttemptFailed
  | AttemptExpired
  | TaskDied
  | RunFailed
  | RunCancelled
  | RunEnded
  | DocumentParsed
  | DeadLetterDiscarded;
