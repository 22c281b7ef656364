/** The outcome of one file. `read`: the server had the bytes but had not read them. */
export type FileOutcome = { readonly name: string; readonly path: string; readonly sizeBytes: number } & (
  | {
      readonly kind: 'added' | 'replaced' | 'read';
      readonly documentId: string;
      readonly runId: string | undefined;
      readonly pages: number;
      readonly chunks: number;
      readonly tokens: number;
      readonly durationMs: number;
    }
  | { readonly kind: 'unchanged'; readonly documentId: string }
  | { readonly kind: 'failed'; readonly documentId: string | undefined; readonly code: string; readonly message: string }
);

export interface IngestReport {
  readonly dataset: string;
  readonly datasetId: string;
  readonly outcomes: readonly FileOutcome[];
  /** The names of documents without a file. */
  readonly removed: readonly string[];
  /** `refused`: some paths could not be read, so it is not known which files are missing. */
  readonly pruning: 'not-asked' | 'done' | 'refused';
  /** Names of files that were not started, or whose runs had not ended. */
  readonly unfinished: readonly string[];
  readonly isInterrupted: boolean;
  readonly durationMs: number;
}

export type FailedFile = Extract<FileOutcome, { readonly kind: 'failed' }>;

export const failedOf = ({ outcomes }: IngestReport): readonly FailedFile[] => outcomes.filter((outcome) => outcome.kind === 'failed');
