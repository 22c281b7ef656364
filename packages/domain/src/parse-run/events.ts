import type { DatasetSettings } from '../dataset/events.ts';
import type { Priority } from '../dataset/priority.ts';
import type { BlobId, DatasetId, DocumentId, RunId, RunNumber, TaskId, WorkerId } from '../ids.ts';

interface OfRun {
  readonly datasetId: DatasetId;
  /** Undefined for a run of the dataset itself. */
  readonly documentId: DocumentId | undefined;
  readonly run: RunNumber;
  readonly runId: RunId;
}

type OfDocumentRun = OfRun & { readonly documentId: DocumentId };

interface OfAttempt extends OfRun {
  readonly taskId: TaskId;
  /** 1 for a task's first attempt, and one more for each later one, however the one before ended. */
  readonly attempt: number;
}

/** A window of the document in the units of its plan (pages, lines, rows), both ends included, from 1. */
export interface Window {
  readonly first: number;
  readonly last: number;
}

/**
 * Tasks of one kind. A kind of scope `window` has one for each window, named by its place. A kind of another scope has one task, without windows.
 */
export interface NewTasks {
  readonly kind: string;
  readonly windows: readonly Window[];
}

/** New tasks of a run that had `from` tasks of their kind before, so their places start there. */
export interface TasksAdded extends NewTasks {
  readonly from: number;
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
export type ParsingRequested = OfDocumentRun & {
  readonly type: 'ParsingRequested';
  readonly revision: number;
  readonly original: BlobId;
  readonly settings: DatasetSettings;
  readonly priority: Priority;
  readonly keepEdits: boolean;
};
/** Starts a run of the dataset itself, with one task of `kind`, whose scope is the dataset. */
export type DatasetRunRequested = Omit<OfRun, 'documentId'> & {
  readonly type: 'DatasetRunRequested';
  readonly kind: string;
  readonly settings: DatasetSettings;
  readonly priority: Priority;
};
export type AttemptStarted = OfAttempt & { readonly type: 'AttemptStarted'; readonly workerId: WorkerId };
/** `adds`: further tasks of its run, such as the windows that a plan found; none when it did the whole work itself. */
export type TaskCompleted = OfAttempt & {
  readonly type: 'TaskCompleted';
  readonly workerId: WorkerId;
  readonly result: TaskResult;
  readonly adds: readonly TasksAdded[];
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
/** The task has no attempt left, or had an error that a repeat cannot mend. Its run ends as failed in the same batch. */
export type TaskDied = OfAttempt & { readonly type: 'TaskDied'; readonly error: TaskError };
export type RunFailed = OfRun & { readonly type: 'RunFailed'; readonly taskId: TaskId; readonly error: TaskError };
export type RunCancelled = OfRun & { readonly type: 'RunCancelled'; readonly reason: CancelReason };
export type RunEnded = OfRun & { readonly type: 'RunEnded' };
/**
 * From here on this is the document's visible run. Its passages are in the results of its `TaskCompleted` events; `parts` of them hold any. The
 * other numbers are sums over all. The event is in the batch of the last completion.
 */
export type DocumentParsed = OfDocumentRun & {
  readonly type: 'DocumentParsed';
  readonly revision: number;
  readonly parts: number;
  readonly chunks: number;
  readonly tokens: number;
  readonly pages: number;
  /** False: all manual edits of the document's chunks end here, typed-in chunks included. */
  readonly keepEdits: boolean;
};
/** A person gave the dead letter up. */
export type DeadLetterDiscarded = OfDocumentRun & { readonly type: 'DeadLetterDiscarded' };

export type ParseRunEvent =
  | ParsingRequested
  | DatasetRunRequested
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

/** The events of a document's run. A run of the dataset itself has no document to be shown with. */
export type DocumentRunEvent = Exclude<ParseRunEvent, DatasetRunRequested> & { readonly documentId: DocumentId };
