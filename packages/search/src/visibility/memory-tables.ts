import type { BlobId, ChunkId, DatasetId, DocumentId, TaskId, TenantId } from '@ragtime/domain';
import type { PartitionName, Positions } from '@ragtime/event-log';
import type { Metadata, VisibilityChange } from './change.ts';
import type { OldRun } from './sweep.ts';

/** Holds at a position P of its partition when `from` <= P < `to`. */
export interface Row {
  readonly partition: PartitionName;
  readonly from: number;
  to: number | undefined;
  closedAtMs: number | undefined;
}
export type DatasetRow = Row & { readonly datasetId: DatasetId; readonly tenantId: TenantId };
export type DocumentRow = DatasetRow & {
  readonly documentId: DocumentId;
  readonly enabled: boolean;
  readonly name: string | undefined;
  readonly metadata: Metadata;
};
export type RunRow = Row & { readonly documentId: DocumentId; readonly run: number };
export type EditRow = Row & {
  readonly documentId: DocumentId;
  readonly chunkId: ChunkId;
  readonly revision: number;
  readonly version: number;
  readonly enabled: boolean;
  readonly deleted: boolean;
  readonly typedIn: boolean;
};

export const keyOfRun = ({ documentId, run }: OldRun): string => `${documentId} ${run}`;

/** The tables of the search projection as maps. */
export function createTables() {
  const datasets = new Map<DatasetId, DatasetRow>();
  const documents = new Map<DocumentId, DocumentRow[]>();
  const runs = new Map<DocumentId, RunRow[]>();
  const edits = new Map<DocumentId, EditRow[]>();
  const artifacts = new Map<string, Map<TaskId, BlobId>>();

  return { datasets, documents, runs, edits, artifacts };
}

export type Tables = ReturnType<typeof createTables>;

export const holds = (at: Positions, row: Row): boolean => {
  const offset = at.get(row.partition)?.offset;
  return offset !== undefined && row.from <= offset && (row.to === undefined || offset < row.to);
};

export const rowsOf = <Of>(rows: ReadonlyMap<DocumentId, readonly Of[]>, id: DocumentId): readonly Of[] => rows.get(id) ?? [];

function close(rows: readonly Row[] | undefined, from: number, nowMs: number): void {
  for (const row of rows ?? []) if (row.to === undefined && row.from < from) Object.assign(row, { to: from, closedAtMs: nowMs });
}
/** A repeat finds the row and changes nothing. */
function open<Of extends Row>(rows: Map<DocumentId, Of[]>, id: DocumentId, row: Of, isSame: (other: Of) => boolean): void {
  const own = rows.get(id) ?? [];
  rows.set(id, own);
  if (!own.some(isSame)) own.push(row);
}

/** Applies a change at once. A repeated change has no effect. */
export function writeChange(tables: Tables, change: VisibilityChange, partition: PartitionName, nowMs: number): void {
  const { datasets, documents, runs, edits, artifacts } = tables;
  const row = { partition, from: change.from, to: undefined, closedAtMs: undefined };
  const isThis = (other: Row) => other.from === change.from;
  switch (change.kind) {
    case 'dataset-opened':
      if (!datasets.has(change.datasetId))
        datasets.set(change.datasetId, { ...row, datasetId: change.datasetId, tenantId: change.tenantId });
      return;
    case 'dataset-closed': {
      const dataset = datasets.get(change.datasetId);
      if (dataset?.to === undefined && dataset !== undefined) Object.assign(dataset, { to: change.from, closedAtMs: nowMs });
      return;
    }
    case 'document-opened': {
      const { documentId, datasetId, tenantId, name, metadata } = change;
      open(documents, documentId, { ...row, documentId, datasetId, tenantId, name, metadata, enabled: true }, isThis);
      return;
    }
    case 'document-changed': {
      const before = rowsOf(documents, change.documentId).find(({ to, from }) => to === undefined && from < change.from);
      if (before !== undefined) {
        const { enabled = before.enabled, metadata = before.metadata } = change;
        const name = 'name' in change ? change.name : before.name;
        open(documents, change.documentId, { ...before, ...row, enabled, metadata, name }, isThis);
      }
      close(documents.get(change.documentId), change.from, nowMs);
      return;
    }
    case 'document-closed':
      for (const rows of [documents, runs, edits]) close(rows.get(change.documentId), change.from, nowMs);
      return;
    case 'part-made': {
      const key = keyOfRun(change);
      const own = artifacts.get(key) ?? new Map<TaskId, BlobId>();
      artifacts.set(key, own);
      if (!own.has(change.taskId)) own.set(change.taskId, change.artifact);
      return;
    }
    case 'run-dropped':
      artifacts.delete(keyOfRun(change));
      return;
    case 'run-opened': {
      const { documentId, run } = change;
      close(runs.get(documentId), change.from, nowMs);
      if (!change.keepEdits) close(edits.get(documentId), change.from, nowMs);
      open(runs, documentId, { ...row, documentId, run }, (other) => other.run === run);
      return;
    }
    case 'chunk-edited':
    case 'chunk-deleted':
      writeEdit(edits, change, row, nowMs);
      return;
  }
}

function writeEdit(
  edits: Map<DocumentId, EditRow[]>,
  change: Extract<VisibilityChange, { kind: 'chunk-edited' | 'chunk-deleted' }>,
  row: Row,
  nowMs: number,
): void {
  const { documentId, chunkId, typedIn, version, from } = change;
  const own = rowsOf(edits, documentId).filter((one) => one.chunkId === chunkId);
  const before = own.find((one) => one.to === undefined && one.from < from);
  const deleted = change.kind === 'chunk-deleted';
  const revision = deleted ? 0 : change.hasText ? from : (before?.revision ?? 0);
  const edit = { ...row, documentId, chunkId, revision, version, deleted, typedIn, enabled: !deleted && change.enabled };
  if (!deleted || !typedIn) open(edits, documentId, edit, (other) => other.chunkId === chunkId && other.from === from);
  close(own, from, nowMs);
}
