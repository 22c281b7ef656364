import type { ChunkId, DatasetId, DocumentId, RunNumber, TenantId } from '@ragtime/domain';

/** One passage in one version. `run` made it, or `revision` of a manual edit did (then `run` is 0 and `revision` counts from 1). */
export interface IndexEntry {
  readonly tenantId: TenantId;
  readonly datasetId: DatasetId;
  readonly documentId: DocumentId;
  readonly chunkId: ChunkId;
  readonly run: RunNumber;
  readonly revision: number;
  readonly ordinal: number;
  readonly text: string;
  readonly headings: readonly string[];
  readonly tokens: number;
  readonly pages: readonly [first: number, last: number] | undefined;
  readonly lines: readonly [first: number, last: number] | undefined;
  readonly kind: 'text' | 'table';
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Of the index' dimensions, unit length; all zero when the text has no known word. */
  readonly vector: Float32Array;
}

/** Names an entry: written twice, it is there once. */
export type EntryId = `${DocumentId}/${number}/${number}/${ChunkId}`;

export interface Proposal {
  readonly entry: Omit<IndexEntry, 'vector'>;
  readonly lexical: number | undefined;
  readonly vector: number | undefined;
  readonly score: number;
}

export interface SearchRequest {
  readonly tenantId: TenantId;
  readonly datasetIds: readonly DatasetId[] | undefined;
  readonly documentIds: readonly DocumentId[] | undefined;
  /** Equality, or any of a list, on members of the document's metadata. */
  readonly metadata: Readonly<Record<string, unknown>> | undefined;
  readonly text: string;
  readonly vector: Float32Array | undefined;
  readonly weights: { readonly lexical: number; readonly vector: number };
  /** How many proposals, and how many better ones to pass over (for a page that came out short). */
  readonly limit: number;
  readonly offset: number;
}

/**
 * The index proposes, the rows of the search projection dispose: nothing here says what may be shown. Entries of runs that
 * are not visible yet, or no longer, are proposed like any other.
 */
export interface SearchIndex {
  readonly modelId: string;
  readonly dimensions: number;
  /** Idempotent by entry id. When it resolves and `refresh` did too, `propose` finds them. */
  put(entries: readonly IndexEntry[]): Promise<void>;
  refresh(): Promise<void>;
  propose(request: SearchRequest): Promise<readonly Proposal[]>;
  /** Passages of one run in order, or the manual ones (`run` 0); for reading a document, not for searching. */
  list(
    place: { readonly documentId: DocumentId; readonly run: RunNumber },
    page: { readonly limit: number; readonly afterOrdinal: number | undefined },
  ): Promise<readonly Omit<IndexEntry, 'vector'>[]>;
  get(ids: readonly EntryId[]): Promise<readonly Omit<IndexEntry, 'vector'>[]>;
  /** Replaces the metadata of a document's entries. */
  setMetadata(documentId: DocumentId, metadata: Readonly<Record<string, unknown>>): Promise<void>;
  /** Removes the entries of one run of a document, of one revision of an edit, of a document, or of a dataset. @returns how many. */
  remove(
    what:
      | { readonly documentId: DocumentId; readonly run: RunNumber }
      | { readonly documentId: DocumentId; readonly chunkId: ChunkId; readonly revision: number }
      | { readonly documentId: DocumentId }
      | { readonly datasetId: DatasetId },
  ): Promise<number>;
  /** Every (document, run) that has entries, for the sweeper. */
  runs(): AsyncIterable<{
    readonly datasetId: DatasetId;
    readonly documentId: DocumentId;
    readonly run: RunNumber;
    readonly entries: number;
  }>;
  count(): Promise<number>;
}
