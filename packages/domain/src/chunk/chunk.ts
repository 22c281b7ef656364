import type { ChunkId, DocumentId } from '../ids.ts';

/** A passage that somebody's hand has touched, until the document's edits are dropped. What is typed in and deleted again is gone. */
export interface Chunk {
  readonly version: number;
  /** Made by hand, not by a run. */
  readonly typedIn: boolean;
  readonly enabled: boolean;
  /** Of a run's passage only: the deletion stands in front of what the run made. */
  readonly deleted: boolean;
  /** Neighbours among the edits of the same document. */
  readonly newer: ChunkId | undefined;
  readonly older: ChunkId | undefined;
}

export const chunkKey = (documentId: DocumentId, chunkId: ChunkId): string => `${documentId}/${chunkId}`;
