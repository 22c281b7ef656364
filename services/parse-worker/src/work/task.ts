import type { BlobStore } from '@ragtime/blob-store';
import type { Bell } from '@ragtime/contracts/signals';
import type { NewTasks, TaskResult } from '@ragtime/domain';
import type { Embedder } from '@ragtime/models';
import type { Parser, ParserFile } from '@ragtime/parsing';
import type { Timers } from '@ragtime/runtime';
import type { Chunker } from '../chunking/chunker.ts';
import type { ReportProgress } from '../progress.ts';
import type { TaskArtifacts } from './artifacts.ts';
import type { StepLedger } from './steps.ts';

/** Everything that the work on one attempt may use. */
export interface Task {
  readonly bell: Bell;
  readonly blobs: BlobStore;
  readonly parser: Parser;
  readonly chunker: Chunker;
  readonly embedder: Embedder;
  readonly timers: Timers;
  readonly artifacts: TaskArtifacts;
  readonly steps: StepLedger;
  /** The original bytes as a file of this machine. They are fetched when they are first asked for. */
  original(): Promise<ParserFile>;
  readonly reportProgress: ReportProgress;
  readonly signal: AbortSignal;
}

export interface TaskDone {
  readonly result: TaskResult;
  readonly adds: readonly NewTasks[];
}

/** Does the work of one attempt at a task of its kind. */
export type Handler = (task: Task) => Promise<TaskDone>;

/** The handlers by kind. */
export type Handlers = Readonly<Record<string, Handler>>;

/** A part of the document, in the units of its plan; `index` is its place among the windows, from 0. */
export interface Part {
  readonly index: number;
  readonly first: number;
  readonly last: number;
}
