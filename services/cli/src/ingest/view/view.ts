import type { RunProgress } from '../follow-runs.ts';
import type { FileOutcome } from '../outcome.ts';

/** Who shows how an ingest goes on. Names are those of documents. */
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

/** Where only the result matters. */
export const noView: IngestView = {
  found() {},
  uploading() {},
  waiting() {},
  progress() {},
  ended() {},
  removed() {},
  close() {},
};
