import type { ChunkId, DatasetId, DocumentId, RunNumber, Sealed } from '../ids.ts';

interface OfChunk {
  readonly datasetId: DatasetId;
  readonly documentId: DocumentId;
  readonly chunkId: ChunkId;
}

/** A passage typed in by hand, which no parse made. */
export type ChunkAdded = OfChunk & { readonly type: 'ChunkAdded'; readonly text: Sealed };
/** `run` is the one that made the passage, 0 for one that was typed in. An edit stands in front of what the run made, until it is dropped. */
export type ChunkEdited = OfChunk & {
  readonly type: 'ChunkEdited';
  readonly run: RunNumber;
  readonly text: Sealed | undefined;
  readonly enabled: boolean;
};
export type ChunkDeleted = OfChunk & { readonly type: 'ChunkDeleted'; readonly run: RunNumber };

export type ChunkEvent = ChunkAdded | ChunkEdited | ChunkDeleted;
