import type { DocumentId } from '@ragtime/domain';
import type { Positions } from '@ragtime/event-log';
import { createMemoryProjectionStore } from '@ragtime/event-log/testing';
import { createTables, type DocumentRow, type EditRow, holds, keyOfRun, type Row, rowsOf, writeChange } from './memory-tables.ts';
import type { Scope } from './read.ts';
import type { VisibilityRows } from './rows.ts';
import { inOrder } from './sweep.ts';

/** The rows of the search projection in memory. They are lost with the process. */
export function createMemoryVisibility(): VisibilityRows {
  const progress = createMemoryProjectionStore<() => void>((change) => change());
  const tables = createTables();
  const { datasets, documents, runs, edits, artifacts } = tables;

  const documentAt = (at: Positions, id: DocumentId): DocumentRow | undefined => {
    const row = rowsOf(documents, id).find((one) => holds(at, one));
    const dataset = row === undefined ? undefined : datasets.get(row.datasetId);
    return dataset !== undefined && holds(at, dataset) ? row : undefined;
  };

  const isOld = ({ closedAtMs }: Row, timeMs: number): boolean => closedAtMs !== undefined && closedAtMs < timeMs;

  return {
    position: async () => (await progress.load()).positions,
    stopped: async () => (await progress.load()).stopped,
    commit: async (commit, nowMs) =>
      await progress.commit({
        ...commit,
        changes: commit.changes.map((change) => () => writeChange(tables, change, commit.partition, Math.trunc(nowMs))),
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
    artifacts: async (run) => inOrder([...(artifacts.get(keyOfRun(run)) ?? [])].map(([taskId, artifact]) => ({ taskId, artifact }))),
    runsClosedBefore: async (timeMs) => [...runs.values()].flat().filter((row) => isOld(row, timeMs)),
    async forgetRun({ documentId, run }) {
      const own = rowsOf(runs, documentId);
      const left = own.filter((row) => row.run !== run || row.to === undefined);
      if (left.length < own.length) artifacts.delete(keyOfRun({ documentId, run }));
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
