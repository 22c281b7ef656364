import type { BlobId, ChunkId, DatasetId, DocumentId, RunNumber, TaskId, TenantId } from '@ragtime/domain';

/** A JSON object as a client gave it. */
export type Metadata = Readonly<Record<string, unknown>>;

/** The changes that one event makes to the rows. `from` is the offset after it. */
export type VisibilityChange = { readonly from: number } & (
  | { readonly kind: 'dataset-opened'; readonly datasetId: DatasetId; readonly tenantId: TenantId }
  | { readonly kind: 'dataset-closed'; readonly datasetId: DatasetId }
  | {
      readonly kind: 'document-opened';
      readonly documentId: DocumentId;
      readonly datasetId: DatasetId;
      readonly tenantId: TenantId;
      /** Undefined when its key was erased. */
      readonly name: string | undefined;
      readonly metadata: Metadata;
    }
  /** Absent members keep their values. */
  | {
      readonly kind: 'document-changed';
      readonly documentId: DocumentId;
      readonly name?: string | undefined;
      readonly metadata?: Metadata;
      readonly enabled?: boolean;
    }
  | { readonly kind: 'document-closed'; readonly documentId: DocumentId }
  /** A task of a run made passages. They become visible with their run. */
  | {
      readonly kind: 'part-made';
      readonly documentId: DocumentId;
      readonly datasetId: DatasetId;
      readonly run: RunNumber;
      readonly taskId: TaskId;
      /** The manifest of the task. */
      readonly artifact: BlobId;
    }
  /** The run ended without becoming visible. */
  | { readonly kind: 'run-dropped'; readonly documentId: DocumentId; readonly run: RunNumber }
  /** The run that is visible from here on, and whether edits by hand survive the switch. */
  | {
      readonly kind: 'run-opened';
      readonly documentId: DocumentId;
      readonly datasetId: DatasetId;
      readonly tenantId: TenantId;
      readonly run: RunNumber;
      readonly keepEdits: boolean;
    }
  /** `hasText`: the text is in the entry whose revision is `from`. Otherwise the text stays. */
  | {
      readonly kind: 'chunk-edited';
      readonly documentId: DocumentId;
      readonly datasetId: DatasetId;
      readonly chunkId: ChunkId;
      readonly typedIn: boolean;
      readonly enabled: boolean;
      readonly hasText: boolean;
      /** The version of the passage, as the log counts its events. */
      readonly version: number;
    }
  | {
      readonly kind: 'chunk-deleted';
      readonly documentId: DocumentId;
      readonly datasetId: DatasetId;
      readonly chunkId: ChunkId;
      readonly typedIn: boolean;
      readonly version: number;
    }
);
