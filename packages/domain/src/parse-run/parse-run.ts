import type { Priority } from '../dataset/events.ts';
import type { DocumentId, RunId, RunNumber, TaskId, WorkerId } from '../ids.ts';
import type { TaskResult } from './events.ts';

/** A run that is still open. An ended one leaves only its number, as `lastRun` of its document. */
export interface ParseRun {
  readonly version: number;
  readonly documentId: DocumentId;
  readonly number: RunNumber;
  readonly revision: number;
  readonly priority: Priority;
  readonly keepEdits: boolean;
  /** Windows that its plan added; 0 before that, and where the plan did the whole work. */
  readonly windows: number;
  readonly openTasks: number;
}

interface Losses {
  /** Attempts that ended in an error of the task's own. */
  readonly failures: number;
  /** Attempts whose worker fell silent. */
  readonly lostWorkers: number;
}

export type Task =
  /** `attempt` is the one that may start next. */
  | (Losses & { readonly status: 'queued'; readonly attempt: number })
  | (Losses & { readonly status: 'started'; readonly attempt: number; readonly workerId: WorkerId })
  | { readonly status: 'completed'; readonly attempt: number; readonly workerId: WorkerId; readonly result: TaskResult };

/** A failed run that waits to be replayed, discarded, or overtaken by a new request. */
export interface DeadLetter {
  readonly version: number;
  readonly documentId: DocumentId;
  readonly priority: Priority;
  readonly keepEdits: boolean;
}

export const taskKey = (runId: RunId, taskId: TaskId): string => `${runId}/${taskId}`;
