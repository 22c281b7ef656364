/** What became of one file. `read`: it was there already, and its reading had not been done. */
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
  /** Of documents whose file is gone. */
  readonly removed: readonly string[];
  /** `refused`: what could not be read is not known to be gone. */
  readonly pruning: 'not-asked' | 'done' | 'refused';
  /** Names of files that were not come to, or whose reading was still going on. */
  readonly unfinished: readonly string[];
  readonly isInterrupted: boolean;
  readonly durationMs: number;
}

export type FailedFile = Extract<FileOutcome, { readonly kind: 'failed' }>;

export const failedOf = ({ outcomes }: IngestReport): readonly FailedFile[] => outcomes.filter((outcome) => outcome.kind === 'failed');
