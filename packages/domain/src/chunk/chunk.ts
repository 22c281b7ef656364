import type { ChunkId, DocumentId } from '../ids.ts';

/**
 * A passage that a person changed or typed in. It lives until the document's edits are dropped. A passage that was typed in and deleted again
 * leaves nothing.
 */
export interface Chunk {
  readonly version: number;
  /** A person made it, not a run. */
  readonly typedIn: boolean;
  readonly enabled: boolean;
  /** True only for a passage of a run: the deletion hides what the run made. */
  readonly deleted: boolean;
  /** Neighbours among the edits of the same document. */
  readonly newer: ChunkId | undefined;
  readonly older: ChunkId | undefined;
}

export const chunkKey = (documentId: DocumentId, chunkId: ChunkId): string => `${documentId}/${chunkId}`;
