import type { RunProgress } from '../follow-runs.ts';
import type { FileOutcome } from '../outcome.ts';

/** Shows the progress of an ingest. Names are those of documents. */
export interface IngestView {
  found(count: number): void;
  uploading(name: string, sizeBytes: number): void;
  waiting(name: string): void;
  progress(name: string, progress: RunProgress): void;
  ended(outcome: FileOutcome): void;
  removed(name: string): void;
  /** Leaves nothing moving on the screen. */
  close(): void;
}

/** For callers that need only the result. */
export const noView: IngestView = {
  found() {},
  uploading() {},
  waiting() {},
  progress() {},
  ended() {},
  removed() {},
  close() {},
};
