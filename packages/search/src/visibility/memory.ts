import type { BlobId, ChunkId, DatasetId, DocumentId, TaskId, TenantId } from '@ragtime/domain';
import type { PartitionName, Positions } from '@ragtime/event-log';
import { createMemoryProjectionStore } from '@ragtime/event-log/testing';
import type { Metadata, VisibilityChange } from './change.ts';
import type { Scope } from './read.ts';
import type { VisibilityRows } from './rows.ts';
import { inOrder, type OldRun } from './sweep.ts';

/** Holds at a position P of its partition when `from` <= P < `to`. */
interface Row {
  readonly partition: PartitionName;
  readonly from: number;
  to: number | undefined;
  closedAtMs: number | undefined;
}
type DatasetRow = Row & { readonly datasetId: DatasetId; readonly tenantId: TenantId };
type DocumentRow = DatasetRow & {
  readonly documentId: DocumentId;
  readonly enabled: boolean;
  readonly name: string | undefined;
  readonly metadata: Metadata;
};
type RunRow = Row & { readonly documentId: DocumentId; readonly run: number };
type EditRow = Row & {
  readonly documentId: DocumentId;
  readonly chunkId: ChunkId;
  readonly revision: number;
  readonly version: number;
  readonly enabled: boolean;
  readonly deleted: boolean;
  readonly typedIn: boolean;
};

const keyOfRun = ({ documentId, run }: OldRun): string => `${documentId} ${run}`;

/** The rows of the search projection in memory: a process that ends forgets them. */
export function createMemoryVisibility(): VisibilityRows {
  const progress = createMemoryProjectionStore<() => void>((change) => change());
  const datasets = new Map<DatasetId, DatasetRow>();
  const documents = new Map<DocumentId, DocumentRow[]>();
  const runs = new Map<DocumentId, RunRow[]>();
  const edits = new Map<DocumentId, EditRow[]>();
  const parts = new Map<string, Map<TaskId, BlobId>>();

  const holds = (at: Positions, row: Row): boolean => {
    const offset = at.get(row.partition)?.offset;
    return offset !== undefined && row.from <= offset && (row.to === undefined || offset < row.to);
  };
  const rowsOf = <Of>(rows: ReadonlyMap<DocumentId, readonly Of[]>, id: DocumentId): readonly Of[] => rows.get(id) ?? [];
  const documentAt = (at: Positions, id: DocumentId): DocumentRow | undefined => {
    const row = rowsOf(documents, id).find((one) => holds(at, one));
    const dataset = row === undefined ? undefined : datasets.get(row.datasetId);
    return dataset !== undefined && holds(at, dataset) ? row : undefined;
  };

  function close(rows: readonly Row[] | undefined, from: number, nowMs: number): void {
    for (const row of rows ?? []) if (row.to === undefined && row.from < from) Object.assign(row, { to: from, closedAtMs: nowMs });
  }
  /** A repeat finds the row there and changes nothing. */
  function open<Of extends Row>(rows: Map<DocumentId, Of[]>, id: DocumentId, row: Of, isSame: (other: Of) => boolean): void {
    const own = rows.get(id) ?? [];
    rows.set(id, own);
    if (!own.some(isSame)) own.push(row);
  }

  function write(change: VisibilityChange, partition: PartitionName, nowMs: number): void {
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
        const own = parts.get(key) ?? new Map<TaskId, BlobId>();
        parts.set(key, own);
        if (!own.has(change.taskId)) own.set(change.taskId, change.artifact);
        return;
      }
      case 'run-dropped':
        parts.delete(keyOfRun(change));
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
        writeEdit(change, row, nowMs);
        return;
    }
  }

  function writeEdit(change: Extract<VisibilityChange, { kind: 'chunk-edited' | 'chunk-deleted' }>, row: Row, nowMs: number): void {
    const { documentId, chunkId, typedIn, version, from } = change;
    const own = rowsOf(edits, documentId).filter((one) => one.chunkId === chunkId);
    const before = own.find((one) => one.to === undefined && one.from < from);
    const deleted = change.kind === 'chunk-deleted';
    const revision = deleted ? 0 : change.hasText ? from : (before?.revision ?? 0);
    const edit = { ...row, documentId, chunkId, revision, version, deleted, typedIn, enabled: !deleted && change.enabled };
    if (!deleted || !typedIn) open(edits, documentId, edit, (other) => other.chunkId === chunkId && other.from === from);
    close(own, from, nowMs);
  }

  const isOld = ({ closedAtMs }: Row, timeMs: number): boolean => closedAtMs !== undefined && closedAtMs < timeMs;

  return {
    position: async () => (await progress.load()).positions,
    stopped: async () => (await progress.load()).stopped,
    commit: async (commit, nowMs) =>
      await progress.commit({
        ...commit,
        changes: commit.changes.map((change) => () => write(change, commit.partition, Math.trunc(nowMs))),
      }),
    async holding(at, scope, candidates) {
      return candidates.flatMap(({ documentId, run, revision, chunkId }, place) => {
        const document = documentAt(at, documentId);
        if (document === undefined || !document.enabled || !isInScope(document, scope)) return [];
        const edit = rowsOf(edits, documentId).find((one) => one.chunkId === chunkId && holds(at, one));
        const ofRun = rowsOf(runs, documentId).some((one) => one.run === run && holds(at, one));
        const isShown =
          edit === undefined
            ? revision === 0 && ofRun
            : edit.enabled && !edit.deleted && edit.revision === revision && (revision > 0 || ofRun);
        return isShown ? [{ place, datasetId: document.datasetId, name: document.name, metadata: document.metadata }] : [];
      });
    },
    async documents(at, scope, limit) {
      const found = [...documents.values()].flat().filter((row) => holds(at, row) && row.enabled && isInScope(row, scope));
      return found.slice(0, limit).map(({ documentId }) => documentId);
    },
    async document(at, tenantId, documentId) {
      const row = documentAt(at, documentId);
      if (row === undefined || row.tenantId !== tenantId) return undefined;
      const run = rowsOf(runs, documentId).find((one) => holds(at, one))?.run;
      return { datasetId: row.datasetId, enabled: row.enabled, name: row.name, run };
    },
    async edits(at, documentId, chunkIds) {
      return rowsOf(edits, documentId)
        .filter((row) => holds(at, row) && chunkIds?.includes(row.chunkId) !== false)
        .toSorted((one, other) => (one.chunkId < other.chunkId ? -1 : 1))
        .map(({ chunkId, revision, version, enabled, deleted, typedIn }) => ({ chunkId, revision, version, enabled, deleted, typedIn }));
    },
    parts: async (run) => inOrder([...(parts.get(keyOfRun(run)) ?? [])].map(([taskId, artifact]) => ({ taskId, artifact }))),
    runsClosedBefore: async (timeMs) => [...runs.values()].flat().filter((row) => isOld(row, timeMs)),
    async forgetRun({ documentId, run }) {
      const own = rowsOf(runs, documentId);
      const left = own.filter((row) => row.run !== run || row.to === undefined);
      if (left.length < own.length) parts.delete(keyOfRun({ documentId, run }));
      runs.set(documentId, [...left]);
    },
    async editsClosedBefore(timeMs) {
      const all = [...edits.values()].flat();
      const isInUse = (row: EditRow) =>
        all.some(
          (one) => one.documentId === row.documentId && one.chunkId === row.chunkId && one.revision === row.revision && !isOld(one, timeMs),
        );
      return all.filter((row) => isOld(row, timeMs) && !isInUse(row));
    },
    async forgetEdits({ documentId, revision }, timeMs) {
      const left = rowsOf(edits, documentId).filter((row) => row.revision !== revision || !isOld(row, timeMs));
      edits.set(documentId, [...left]);
    },
    async forgetDocumentsClosedBefore(timeMs) {
      for (const [id, rows] of documents) {
        const left = rows.filter((row) => !isOld(row, timeMs));
        if (left.length === 0) documents.delete(id);
        else documents.set(id, left);
      }
      return 0;
    },
    isNamed: async ({ documentId, run, revision }) =>
      revision === 0
        ? rowsOf(runs, documentId).some((row) => row.run === run)
        : rowsOf(edits, documentId).some((row) => row.revision === revision),
  };
}

function isInScope(row: DocumentRow, { tenantId, datasetIds, documentIds, metadata }: Scope): boolean {
  if (row.tenantId !== tenantId || datasetIds?.includes(row.datasetId) === false || documentIds?.includes(row.documentId) === false)
    return false;
  return Object.entries(metadata ?? {}).every(([name, wanted]) => {
    const values: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted];
    const has: unknown = row.metadata[name];
    return values.some((value) => has === value || (Array.isArray(has) && has.includes(value)));
  });
}
