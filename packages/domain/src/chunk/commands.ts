import type { ChunkId, DatasetId, DocumentId, RunNumber, Sealed } from '../ids.ts';

interface OfChunk {
  readonly datasetId: DatasetId;
  readonly documentId: DocumentId;
  readonly chunkId: ChunkId;
}

export type AddChunk = OfChunk & { readonly type: 'AddChunk'; readonly text: Sealed };
/**
 * `run` is the one in which the caller saw the passage, 0 for a typed-in one. The command is refused when another run is visible by now. Absent
 * members stay.
 */
export type EditChunk = OfChunk & {
  readonly type: 'EditChunk';
  readonly run: RunNumber;
  readonly text?: Sealed;
  readonly enabled?: boolean;
};
export type DeleteChunk = OfChunk & { readonly type: 'DeleteChunk'; readonly run: RunNumber };

export type ChunkCommand = AddChunk | EditChunk | DeleteChunk;
