import type { Priority } from '../dataset/priority.ts';
import type { DocumentId, RunId, RunNumber, TaskId, WorkerId } from '../ids.ts';

/** A run that is still open. An ended one leaves only its number, as `lastRun` of its document or dataset. */
export interface ParseRun {
  readonly version: number;
  /** Undefined for a run of the dataset itself. */
  readonly documentId: DocumentId | undefined;
  readonly number: RunNumber;
  /** 0 for a run of the dataset itself. */
  readonly revision: number;
  readonly priority: Priority;
  readonly keepEdits: boolean;
  /** By kind, in the order in which they were added. */
  readonly tasks: Readonly<Record<string, TasksOfKind>>;
  /** The sums over its completed tasks. */
  readonly found: Found;
}

export interface TasksOfKind {
  readonly count: number;
  readonly open: number;
  /** Whether the ids of its tasks hold their place. Otherwise there is one task, named like its kind. */
  readonly isNumbered: boolean;
}

export interface Found {
  /** Tasks that made at least one passage. */
  readonly parts: number;
  readonly chunks: number;
  readonly tokens: number;
  readonly pages: number;
}

interface Losses {
  /** Attempts that ended in an error of the task's own. */
  readonly failures: number;
  /** Attempts whose worker fell silent. */
  readonly lostWorkers: number;
}

/** A task that was never started has no entity, so that ten thousand waiting windows cost as much as one. */
export type Task =
  /** `attempt` is the one that may start next. */
  | (Losses & { readonly status: 'queued'; readonly attempt: number })
  | (Losses & { readonly status: 'started'; readonly attempt: number; readonly workerId: WorkerId })
  | { readonly status: 'completed'; readonly attempt: number; readonly artifactFingerprint: number };

/** A failed run that waits until it is replayed, discarded, or superseded by a new request. */
export interface DeadLetter {
  readonly version: number;
  readonly documentId: DocumentId;
  readonly priority: Priority;
  readonly keepEdits: boolean;
}

/** An open run of a dataset, found by its number: its commands name no document. */
export interface DatasetRun {
  readonly runId: RunId;
  /** The kind of its first task. */
  readonly kind: string;
}

export const taskKey = (runId: RunId, taskId: TaskId): string => `${runId}/${taskId}`;

/** The sums of the run once this result counts. A result without passages leaves nothing to search. */
export function foundWith({ found }: Pick<ParseRun, 'found'>, result: Omit<Found, 'parts'>): Found {
  return {
    parts: found.parts + (result.chunks > 0 ? 1 : 0),
    chunks: found.chunks + result.chunks,
    tokens: found.tokens + result.tokens,
    pages: found.pages + result.pages,
  };
}
