import type { ChunkId, DocumentId, TenantId } from '@ragtime/domain';
import type { Positions, ProjectionCommit, StoppedKey } from '@ragtime/event-log';
import type { DatabasePool } from 'slonik';
import type { VisibilityChange } from './change.ts';
import {
  type Candidate,
  type DocumentState,
  documentAt,
  documentsAt,
  type EditState,
  editsAt,
  type Holding,
  holdingAt,
  type Scope,
} from './read.ts';
import { commitVisibility, visibilityPosition, visibilityStopped } from './store.ts';
import {
  artifactsOf,
  editsClosedBefore,
  forgetDocumentsClosedBefore,
  forgetEdits,
  forgetRun,
  isNamed,
  type OldEdit,
  type OldRun,
  type RunArtifact,
  runsClosedBefore,
} from './sweep.ts';

/** The questions of a search to the rows. All answers hold at positions that the search noted. Closed rows are kept for twice its time limit. */
export interface Visibility {
  position(): Promise<Positions>;
  /** The candidates that were visible. */
  holding(positions: Positions, scope: Scope, candidates: readonly Candidate[]): Promise<readonly Holding[]>;
  /** @returns at most `limit`; exactly `limit` means that there may be more. */
  documents(positions: Positions, scope: Scope, limit: number): Promise<readonly DocumentId[]>;
  document(positions: Positions, tenantId: TenantId, documentId: DocumentId): Promise<DocumentState | undefined>;
  edits(positions: Positions, documentId: DocumentId, chunkIds?: readonly ChunkId[]): Promise<readonly EditState[]>;
}

/** Records which text was visible when, and up to which position that is known. */
export interface VisibilityRows extends Visibility {
  stopped(): Promise<readonly StoppedKey[]>;
  /** Writes rows and position in one step. @returns `moved` without any change when the stored position differs from `from`. */
  commit(commit: ProjectionCommit<VisibilityChange>, nowMs: number): Promise<'committed' | 'moved'>;
  /** The artifacts of a run's tasks, in the order of the document, also before the run is visible. */
  artifacts(run: OldRun): Promise<readonly RunArtifact[]>;
  runsClosedBefore(timeMs: number): Promise<readonly OldRun[]>;
  forgetRun(run: OldRun): Promise<void>;
  editsClosedBefore(timeMs: number): Promise<readonly OldEdit[]>;
  forgetEdits(edit: OldEdit, timeMs: number): Promise<void>;
  /** @returns the number of removed rows, at most one portion. */
  forgetDocumentsClosedBefore(timeMs: number): Promise<number>;
  /** Whether any row, open or closed, names this run of a document or this revision of an edit. */
  isNamed(entries: { readonly documentId: DocumentId; readonly run: number; readonly revision: number }): Promise<boolean>;
}

/** @param pool the pool of searches, or the one for bulk work. */
export const visibilityIn = (pool: DatabasePool): VisibilityRows => ({
  position: async () => await visibilityPosition(pool),
  holding: async (positions, scope, candidates) => await holdingAt(pool, positions, scope, candidates),
  documents: async (positions, scope, limit) => await documentsAt(pool, positions, scope, limit),
  document: async (positions, tenantId, documentId) => await documentAt(pool, positions, tenantId, documentId),
  edits: async (positions, documentId, chunkIds) => await editsAt(pool, positions, documentId, chunkIds),
  stopped: async () => await visibilityStopped(pool),
  commit: async (commit, nowMs) => await commitVisibility(pool, commit, nowMs),
  artifacts: async (run) => await artifactsOf(pool, run),
  runsClosedBefore: async (timeMs) => await runsClosedBefore(pool, timeMs),
  forgetRun: async (run) => await forgetRun(pool, run),
  editsClosedBefore: async (timeMs) => await editsClosedBefore(pool, timeMs),
  forgetEdits: async (edit, timeMs) => await forgetEdits(pool, edit, timeMs),
  forgetDocumentsClosedBefore: async (timeMs) => await forgetDocumentsClosedBefore(pool, timeMs),
  isNamed: async (entries) => await isNamed(pool, entries),
});
