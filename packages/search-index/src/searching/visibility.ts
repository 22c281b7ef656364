import type { ChunkId, DocumentId, TenantId } from '@ragtime/domain';
import type { Positions } from '@ragtime/event-log';
import {
  type Candidate,
  type DocumentState,
  documentAt,
  documentsAt,
  type EditState,
  editsAt,
  type Holding,
  holdingAt,
  type VisibilityScope,
  visibilityPosition,
} from '@ragtime/read-model/visibility';
import type { DatabasePool } from 'slonik';

/** The rows that dispose. All answers are as of positions that the caller noted; rows live on for twice a search's time limit. */
export interface Visibility {
  position(): Promise<Positions>;
  /** Which of the candidates could be seen. */
  holding(positions: Positions, scope: VisibilityScope, candidates: readonly Candidate[]): Promise<readonly Holding[]>;
  documents(positions: Positions, scope: VisibilityScope, limit: number): Promise<readonly DocumentId[]>;
  document(positions: Positions, tenantId: TenantId, documentId: DocumentId): Promise<DocumentState | undefined>;
  edits(positions: Positions, documentId: DocumentId, chunkIds?: readonly ChunkId[]): Promise<readonly EditState[]>;
}

export const createVisibility = (pool: DatabasePool): Visibility => ({
  position: async () => await visibilityPosition(pool),
  holding: async (positions, scope, candidates) => await holdingAt(pool, positions, scope, candidates),
  documents: async (positions, scope, limit) => await documentsAt(pool, positions, scope, limit),
  document: async (positions, tenantId, documentId) => await documentAt(pool, positions, tenantId, documentId),
  edits: async (positions, documentId, chunkIds) => await editsAt(pool, positions, documentId, chunkIds),
});
