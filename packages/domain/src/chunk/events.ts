import type { ChunkId, DatasetId, DocumentId, RunNumber, Sealed } from '../ids.ts';

interface OfChunk {
  readonly datasetId: DatasetId;
  readonly documentId: DocumentId;
  readonly chunkId: ChunkId;
}

/** A passage that a person typed in. No run made it. */
export type ChunkAdded = OfChunk & { readonly type: 'ChunkAdded'; readonly text: Sealed };
/** `run` is the one that made the passage, 0 for a typed-in one. An edit hides what the run made, until the edit is dropped. */
export type ChunkEdited = OfChunk & {
  readonly type: 'ChunkEdited';
  readonly run: RunNumber;
  readonly text: Sealed | undefined;
  readonly enabled: boolean;
};
export type ChunkDeleted = OfChunk & { readonly type: 'ChunkDeleted'; readonly run: RunNumber };

export type ChunkEvent = ChunkAdded | ChunkEdited | ChunkDeleted;
