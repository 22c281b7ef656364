import type { ChunkId, DatasetId, DocumentId, RunNumber, TenantId } from '@ragtime/domain';
import type { PageBox } from '@ragtime/parsing/block';

/** One passage in one version: `run` made it and `revision` is 0, or a hand did, and `run` is 0 and `revision` above 0. */
export interface EntryKey {
  readonly documentId: DocumentId;
  readonly run: RunNumber;
  readonly revision: number;
  readonly chunkId: ChunkId;
}

/** Written twice under the same key, it is there once. */
export interface IndexEntry extends EntryKey {
  readonly tenantId: TenantId;
  readonly datasetId: DatasetId;
  /** The event that will make it visible: its partition of the document topic, and the offset behind it. */
  readonly partition: number;
  readonly from: number;
  /** Its place in the document, in reading order. */
  readonly ordinal: number;
  readonly text: string;
  readonly headings: readonly string[];
  readonly tokens: number;
  /** From 1, both ends included. */
  readonly pages: readonly [first: number, last: number] | undefined;
  readonly lines: readonly [first: number, last: number] | undefined;
  /** Where it stands on its pages, in points from the top left corner. */
  readonly boxes: readonly PageBox[] | undefined;
  readonly kind: 'text' | 'table';
  /** BCP 47: whose word endings are cut off. */
  readonly language: string;
  /** Of the index' dimensions, unit length; all zero when the text has no known word: then no vector finds it. */
  readonly vector: Float32Array;
}

export type StoredEntry = Omit<IndexEntry, 'vector'>;

export interface Proposal extends EntryKey {
  readonly datasetId: DatasetId;
  /** BM25 over text and headings, above 0; undefined where it is not among the best by words, or shares none. */
  readonly lexical: number | undefined;
  /** Cosine, -1 to 1; undefined where it is not among the best by vector and was not asked for, or has no vector. */
  readonly vector: number | undefined;
}

export interface ProposalRequest {
  readonly tenantId: TenantId;
  readonly datasetIds: readonly DatasetId[] | undefined;
  readonly documentIds: readonly DocumentId[] | undefined;
  /** Undefined: nobody asks by words, or by vector. */
  readonly text: string | undefined;
  readonly vector: Float32Array | undefined;
  /** So many of the best by words, and so many by vector. */
  readonly candidates: number;
}

export interface Proposals {
  /** Each once, in no order. Those found by words have their cosine too when a vector was given. */
  readonly items: readonly Proposal[];
  /** Whether that was all there is: more candidates would bring nothing. */
  readonly exhausted: { readonly lexical: boolean; readonly vector: boolean };
}

/** What `runs` names: everything that one run of a document left, or one version of a passage by hand. */
export interface StoredRun {
  readonly datasetId: DatasetId;
  readonly documentId: DocumentId;
  readonly run: RunNumber;
  /** 0 for a run. */
  readonly revision: number;
  readonly partition: number;
  /** The highest of its entries. */
  readonly from: number;
  readonly entries: number;
}

/**
 * The index proposes, the rows of the search projection dispose: nothing here says what may be shown. Entries of runs that are
 * not visible yet, or no longer, are proposed like any other. What belongs to a document as a whole (name, metadata, whether
 * it is enabled) is not here but in its row, where it changes from one position to the next.
 */
export interface SearchIndex {
  readonly modelId: string;
  readonly dimensions: number;
  /** Idempotent by key; an entry that is there is written over. Any number: it makes its own batches. */
  put(entries: readonly IndexEntry[]): Promise<void>;
  /** When it resolves, `propose` finds what was put, and no longer what was removed, before the call. */
  refresh(): Promise<void>;
  propose(request: ProposalRequest): Promise<Proposals>;
  /** Passages of one run in reading order, from behind a place in it. */
  list(
    place: { readonly documentId: DocumentId; readonly run: RunNumber },
    page: { readonly limit: number; readonly after: { readonly ordinal: number; readonly chunkId: ChunkId } | undefined },
  ): Promise<readonly StoredEntry[]>;
  /** Those that are there, in no order. */
  get(keys: readonly EntryKey[]): Promise<readonly StoredEntry[]>;
  /** @returns how many went. */
  remove(
    what:
      | { readonly documentId: DocumentId; readonly run: RunNumber; readonly revision: number }
      | { readonly documentId: DocumentId }
      | { readonly datasetId: DatasetId },
  ): Promise<number>;
  /** Everything that has entries, for the sweeper. What is put or removed meanwhile may be missing. */
  runs(): AsyncIterable<StoredRun>;
  count(): Promise<number>;
}

export const keyOf = ({ documentId, run, revision, chunkId }: EntryKey): string => `${documentId}/${run}/${revision}/${chunkId}`;
