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
  editsClosedBefore,
  forgetDocumentsClosedBefore,
  forgetEdits,
  forgetRun,
  isNamed,
  type OldEdit,
  type OldRun,
  partsOf,
  type RunPart,
  runsClosedBefore,
} from './sweep.ts';

/** What a search asks of the rows: all answers are as of positions that it noted; rows live on for twice its time limit. */
export interface Visibility {
  position(): Promise<Positions>;
  /** Which of the candidates could be seen. */
  holding(positions: Positions, scope: Scope, candidates: readonly Candidate[]): Promise<readonly Holding[]>;
  /** @returns at most `limit`; as many mean that there may be more. */
  documents(positions: Positions, scope: Scope, limit: number): Promise<readonly DocumentId[]>;
  document(positions: Positions, tenantId: TenantId, documentId: DocumentId): Promise<DocumentState | undefined>;
  edits(positions: Positions, documentId: DocumentId, chunkIds?: readonly ChunkId[]): Promise<readonly EditState[]>;
}

/** Which text was visible when, and how far that is known. */
export interface VisibilityRows extends Visibility {
  stopped(): Promise<readonly StoppedKey[]>;
  /** Rows and position in one step. @returns `moved`, and nothing has changed, when the position is another than `from`. */
  commit(commit: ProjectionCommit<VisibilityChange>, nowMs: number): Promise<'committed' | 'moved'>;
  /** What the tasks of a run made, in the order of the document; of one that is not visible yet too. */
  parts(run: OldRun): Promise<readonly RunPart[]>;
  runsClosedBefore(timeMs: number): Promise<readonly OldRun[]>;
  forgetRun(run: OldRun): Promise<void>;
  editsClosedBefore(timeMs: number): Promise<readonly OldEdit[]>;
  forgetEdits(edit: OldEdit, timeMs: number): Promise<void>;
  /** @returns how many went, at most a portion. */
  forgetDocumentsClosedBefore(timeMs: number): Promise<number>;
  /** Whether any row, open or closed, names this run of a document, or this revision of an edit. */
  isNamed(entries: { readonly documentId: DocumentId; readonly run: number; readonly revision: number }): Promise<boolean>;
}

/** @param pool of the searches, or the one of bulk work. */
export const visibilityIn = (pool: DatabasePool): VisibilityRows => ({
  position: async () => await visibilityPosition(pool),
  holding: async (positions, scope, candidates) => await holdingAt(pool, positions, scope, candidates),
  documents: async (positions, scope, limit) => await documentsAt(pool, positions, scope, limit),
  document: async (positions, tenantId, documentId) => await documentAt(pool, positions, tenantId, documentId),
  edits: async (positions, documentId, chunkIds) => await editsAt(pool, positions, documentId, chunkIds),
  stopped: async () => await visibilityStopped(pool),
  commit: async (commit, nowMs) => await commitVisibility(pool, commit, nowMs),
  parts: async (run) => await partsOf(pool, run),
  runsClosedBefore: async (timeMs) => await runsClosedBefore(pool, timeMs),
  forgetRun: async (run) => await forgetRun(pool, run),
  editsClosedBefore: async (timeMs) => await editsClosedBefore(pool, timeMs),
  forgetEdits: async (edit, timeMs) => await forgetEdits(pool, edit, timeMs),
  forgetDocumentsClosedBefore: async (timeMs) => await forgetDocumentsClosedBefore(pool, timeMs),
  isNamed: async (entries) => await isNamed(pool, entries),
});
