import type { ChunkId, DatasetId, DocumentId, RunNumber, TenantId } from '@ragtime/domain';
import type { PageBox } from '@ragtime/parsing/block';

/** One version of one passage. A run made it: `run` is set and `revision` is 0. Or a person made it: `run` is 0 and `revision` is above 0. */
export interface EntryKey {
  readonly documentId: DocumentId;
  readonly run: RunNumber;
  readonly revision: number;
  readonly chunkId: ChunkId;
}

/** An entry that is written twice under one key exists once. */
export interface IndexEntry extends EntryKey {
  readonly tenantId: TenantId;
  readonly datasetId: DatasetId;
  /** The place of the event that makes the passage visible: its partition of the document topic, and the offset after it. */
  readonly partition: number;
  readonly from: number;
  /** The passage's place in the document, in reading order. */
  readonly ordinal: number;
  readonly text: string;
  readonly headings: readonly string[];
  readonly tokens: number;
  /** From 1; both ends are included. */
  readonly pages: readonly [first: number, last: number] | undefined;
  readonly lines: readonly [first: number, last: number] | undefined;
  /** The passage's boxes on its pages, in points from the top left corner. */
  readonly boxes: readonly PageBox[] | undefined;
  readonly kind: 'text' | 'table';
  /** BCP 47. Its word endings are removed for searches. */
  readonly language: string;
  /** Has the index's dimensions and unit length. It is all zero when the model knows no word of the text; then no vector finds the passage. */
  readonly vector: Float32Array;
}

export type StoredEntry = Omit<IndexEntry, 'vector'>;

export interface Proposal extends EntryKey {
  readonly datasetId: DatasetId;
  /** BM25 over text and headings, above 0; undefined when the passage is not among the best by words or shares none. */
  readonly lexical: number | undefined;
  /** Cosine, -1 to 1; undefined when the passage is not among the best by vector and its cosine was not requested, or when it has no vector. */
  readonly vector: number | undefined;
}

export interface ProposalRequest {
  readonly tenantId: TenantId;
  readonly datasetIds: readonly DatasetId[] | undefined;
  readonly documentIds: readonly DocumentId[] | undefined;
  /** Undefined: the search uses no words, or no vector. */
  readonly text: string | undefined;
  readonly vector: Float32Array | undefined;
  /** The number of best passages by words, and the same number by vector. */
  readonly candidates: number;
}

export interface Proposals {
  /** Each passage once, in no order. Passages found by words have their cosine too when a vector was given. */
  readonly items: readonly Proposal[];
  /** Whether all matches are included, so that more candidates would bring nothing. */
  readonly exhausted: { readonly lexical: boolean; readonly vector: boolean };
}

/** An item of `runs`: all entries of one run of a document, or one version of a passage that a person made. */
export interface StoredRun {
  readonly datasetId: DatasetId;
  readonly documentId: DocumentId;
  readonly run: RunNumber;
  /** 0 for a run. */
  readonly revision: number;
  readonly partition: number;
  /** The highest offset of its entries. */
  readonly from: number;
  readonly entries: number;
}

/**
 * The index proposes passages, and the visibility rows decide: the index does not know what may be shown. It also proposes entries of runs that are
 * not visible yet or no longer visible. Data of a whole document (name, metadata, whether it is enabled) are in its row, where they change from one
 * position to the next.
 */
export interface SearchIndex {
  readonly modelId: string;
  readonly dimensions: number;
  /** Idempotent by key: an existing entry is overwritten. Takes any number and makes its own batches. */
  put(entries: readonly IndexEntry[]): Promise<void>;
  /** After it resolves, `propose` finds every entry that was put before the call, and none that was removed. */
  refresh(): Promise<void>;
  propose(request: ProposalRequest): Promise<Proposals>;
  /** Passages of one run in reading order, after a given place. */
  list(
    place: { readonly documentId: DocumentId; readonly run: RunNumber },
    page: { readonly limit: number; readonly after: { readonly ordinal: number; readonly chunkId: ChunkId } | undefined },
  ): Promise<readonly StoredEntry[]>;
  /** The entries that exist, in no order. */
  get(keys: readonly EntryKey[]): Promise<readonly StoredEntry[]>;
  /** The names (`keyOf`) of those entries that a vector can find. It may miss entries that were put since the last refresh. */
  withVector(keys: readonly EntryKey[]): Promise<ReadonlySet<string>>;
  /** @returns the number of removed entries. */
  remove(
    what:
      | { readonly documentId: DocumentId; readonly run: RunNumber; readonly revision: number }
      | { readonly documentId: DocumentId }
      | { readonly datasetId: DatasetId },
  ): Promise<number>;
  /**
   * For an index that keeps removed entries in files of its own for a while. When it resolves, entries that were removed before the call are in none
   * of them.
   */
  expunge?(): Promise<void>;
  /** Everything that has entries, for the sweeper. It may miss puts and removals that happen meanwhile. */
  runs(): AsyncIterable<StoredRun>;
  count(): Promise<number>;
}

export const keyOf = ({ documentId, run, revision, chunkId }: EntryKey): string => `${documentId}/${run}/${revision}/${chunkId}`;
