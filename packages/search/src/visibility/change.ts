import type { BlobId, ChunkId, DatasetId, DocumentId, RunNumber, TaskId, TenantId } from '@ragtime/domain';

/** JSON object, as its owner gave it. */
export type Metadata = Readonly<Record<string, unknown>>;

/** What one event changes in the rows; `from` is the offset behind it. */
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
  /** Absent members stay. */
  | {
      readonly kind: 'document-changed';
      readonly documentId: DocumentId;
      readonly name?: string | undefined;
      readonly metadata?: Metadata;
      readonly enabled?: boolean;
    }
  | { readonly kind: 'document-closed'; readonly documentId: DocumentId }
  /** A task of a run made passages. Nothing of it is visible before its run is. */
  | {
      readonly kind: 'part-made';
      readonly documentId: DocumentId;
      readonly datasetId: DatasetId;
      readonly run: RunNumber;
      readonly taskId: TaskId;
      /** Its manifest. */
      readonly artifact: BlobId;
    }
  /** The run ended without becoming visible. */
  | { readonly kind: 'run-dropped'; readonly documentId: DocumentId; readonly run: RunNumber }
  /** The run that is visible from here on, and whether edits by hand outlive the switch. */
  | {
      readonly kind: 'run-opened';
      readonly documentId: DocumentId;
      readonly datasetId: DatasetId;
      readonly tenantId: TenantId;
      readonly run: RunNumber;
      readonly keepEdits: boolean;
    }
  /** `hasText`: its text is the entry whose revision is `from`; otherwise the text stays what it was. */
  | {
      readonly kind: 'chunk-edited';
      readonly documentId: DocumentId;
      readonly datasetId: DatasetId;
      readonly chunkId: ChunkId;
      readonly typedIn: boolean;
      readonly enabled: boolean;
      readonly hasText: boolean;
      /** Of the passage, as the log counts its events. */
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
