import { type BlobId, type ChunkId, type DatasetId, type DocumentId, inDocumentOrder, type TaskId } from '@ragtime/domain';
import { type CommonQueryMethods, type DatabasePool, type FragmentSqlToken, sql } from 'slonik';
import { z } from 'zod';

const id = <Id extends string>() => z.string().transform((value) => value as Id);
const portionRows = 500;

export interface OldRun {
  readonly documentId: DocumentId;
  readonly run: number;
}

export interface OldEdit {
  readonly documentId: DocumentId;
  /** No younger row names entries of this revision. */
  readonly revision: number;
}

/** Runs whose row closed before a time, oldest first. The sweeper removes their entries first, then the row with `forgetRun`. */
export async function runsClosedBefore(bulk: CommonQueryMethods, timeMs: number): Promise<readonly OldRun[]> {
  const Row = z.object({ document_id: id<DocumentId>(), run: z.int() });
  const rows = await bulk.any(sql.type(Row)`
    select document_id, run from visibility.run where closed_at_ms < ${Math.trunc(timeMs)} order by closed_at_ms limit ${portionRows}`);
  return rows.map((row) => ({ documentId: row.document_id, run: row.run }));
}

/** Removes the row of a run that is no longer visible, and the rows of its artifacts. */
export const forgetRun = async (bulk: CommonQueryMethods, { documentId, run }: OldRun): Promise<void> =>
  void (await bulk.query(sql.unsafe`
    with forgotten as (
      delete from visibility.run where document_id = ${documentId} and run = ${run} and to_offset is not null returning document_id, run
    )
    delete from visibility.part p using forgotten f where p.document_id = f.document_id and p.run = f.run`));

/** The artifacts of a run's tasks, in the order of the document. */
export async function artifactsOf(pool: CommonQueryMethods, { documentId, run }: OldRun): Promise<readonly RunArtifact[]> {
  const Row = z.object({ task_id: id<TaskId>(), artifact: id<BlobId>() });
  const rows = await pool.any(sql.type(Row)`
    select task_id, artifact from visibility.part where document_id = ${documentId} and run = ${run}`);
  return inOrder(rows.map((row) => ({ taskId: row.task_id, artifact: row.artifact })));
}

export interface RunArtifact {
  readonly taskId: TaskId;
  readonly artifact: BlobId;
}

export const inOrder = (artifacts: readonly RunArtifact[]): readonly RunArtifact[] =>
  artifacts.toSorted((one, other) => inDocumentOrder(one.taskId, other.taskId));

/** Revisions whose rows all closed before a time. A passage that is switched off and on again keeps its revision. */
export async function editsClosedBefore(bulk: CommonQueryMethods, timeMs: number): Promise<readonly OldEdit[]> {
  const Row = z.object({ document_id: id<DocumentId>(), revision: z.int() });
  const rows = await bulk.any(sql.type(Row)`
    select distinct e.document_id, e.revision from visibility.edit e where e.closed_at_ms < ${Math.trunc(timeMs)} and not exists (
      select from visibility.edit o where o.document_id = e.document_id and o.chunk_id = e.chunk_id and o.revision = e.revision
        and (o.closed_at_ms is null or o.closed_at_ms >= ${Math.trunc(timeMs)}))
    limit ${portionRows}`);
  return rows.map((row) => ({ documentId: row.document_id, revision: row.revision }));
}

export const forgetEdits = async (bulk: CommonQueryMethods, { documentId, revision }: OldEdit, timeMs: number): Promise<void> =>
  void (await bulk.query(sql.unsafe`
    delete from visibility.edit where document_id = ${documentId} and revision = ${revision} and closed_at_ms < ${Math.trunc(timeMs)}`));

/** Removes closed versions of documents that no search can ask for any more. @returns the number of removed rows, at most one portion. */
export async function forgetDocumentsClosedBefore(bulk: CommonQueryMethods, timeMs: number): Promise<number> {
  const { rowCount } = await bulk.query(sql.unsafe`
    delete from visibility.document where ctid = any(array(
      select ctid from visibility.document where closed_at_ms < ${Math.trunc(timeMs)} limit ${portionRows}))`);
  return rowCount;
}

/** Whether any row, open or closed, names this run of a document or this revision of an edit. */
export async function isNamed(
  bulk: CommonQueryMethods,
  { documentId, run, revision }: { readonly documentId: DocumentId; readonly run: number; readonly revision: number },
): Promise<boolean> {
  return await bulk.exists(
    revision === 0
      ? sql.unsafe`select from visibility.run where document_id = ${documentId} and run = ${run}`
      : sql.unsafe`select from visibility.edit where document_id = ${documentId} and revision = ${revision}`,
  );
}

/** Whether a row of a document or of a dataset is still open. Its deletion has not been read yet then. */
export const isOpen = async (bulk: CommonQueryMethods, { datasetId, documentId }: ErasedDocument): Promise<boolean> =>
  await bulk.exists(
    documentId === undefined
      ? sql.unsafe`select from visibility.dataset where dataset_id = ${datasetId} and to_offset is null`
      : sql.unsafe`
          select from visibility.document d join visibility.dataset s on s.dataset_id = d.dataset_id
          where d.document_id = ${documentId} and d.to_offset is null and s.to_offset is null`,
  );

/** Whether a run is visible now. */
export const isRunOpen = async (bulk: CommonQueryMethods, { documentId, run }: OldRun): Promise<boolean> =>
  await bulk.exists(sql.unsafe`
    select from visibility.run r join visibility.dataset s on s.dataset_id = r.dataset_id and s.to_offset is null
    where r.document_id = ${documentId} and r.run = ${run} and r.to_offset is null`);

export interface ErasedDocument {
  readonly datasetId: DatasetId | string;
  /** Undefined: the whole dataset. */
  readonly documentId?: DocumentId | string | undefined;
}

/**
 * Removes all its rows in small portions. A closed dataset's own row stays, without text, and keeps it closed.
 *
 * @returns the number of removed rows. Rows of artifacts are not counted: they belong to their run.
 */
export async function eraseVisibility(bulk: DatabasePool, { datasetId, documentId }: ErasedDocument): Promise<number> {
  const inside: FragmentSqlToken =
    documentId === undefined
      ? sql.fragment`dataset_id = ${datasetId}`
      : sql.fragment`dataset_id = ${datasetId} and document_id = ${documentId}`;
  let removed = 0;
  for (const name of ['document', 'run', 'part', 'edit']) {
    const table = sql.identifier(['visibility', name]);
    for (let portion = portionRows; portion === portionRows; ) {
      const { rowCount } = await bulk.query(sql.unsafe`
        delete from ${table} where ctid = any(array(select ctid from ${table} where ${inside} limit ${portionRows}))`);
      portion = rowCount;
      if (name !== 'part') removed += portion;
    }
  }
  return removed;
}

const OpenRun = z.object({
  document_id: id<DocumentId>(),
  run: z.int(),
  partition: z.string(),
  dataset_id: id<DatasetId>(),
  tenant_id: z.string(),
  from_offset: z.int(),
});

export interface VisibleRun {
  readonly documentId: DocumentId;
  readonly run: number;
  readonly partition: string;
  readonly datasetId: DatasetId;
  readonly tenantId: string;
  readonly from: number;
}

/** The run of a document that is visible now. */
export const visibleRunOf = async (bulk: CommonQueryMethods, documentId: DocumentId): Promise<VisibleRun | undefined> =>
  (await openRuns(bulk, sql.fragment`r.document_id = ${documentId}`, 1))[0];

/** Runs that are visible now, page by page in the order of their documents. */
export const visibleRuns = async (bulk: CommonQueryMethods, after: DocumentId | undefined, limit: number): Promise<readonly VisibleRun[]> =>
  await openRuns(bulk, sql.fragment`r.document_id > ${after ?? ''}`, limit);

async function openRuns(bulk: CommonQueryMethods, which: FragmentSqlToken, limit: number): Promise<readonly VisibleRun[]> {
  const rows = await bulk.any(sql.type(OpenRun)`
    select r.document_id, r.run, r.partition, r.dataset_id, r.tenant_id, r.from_offset from visibility.run r
    join visibility.dataset s on s.dataset_id = r.dataset_id and s.to_offset is null
    where r.to_offset is null and ${which} order by r.document_id limit ${limit}`);
  return rows.map(({ document_id: documentId, dataset_id: datasetId, tenant_id: tenantId, from_offset: from, run, partition }) => ({
    documentId,
    datasetId,
    tenantId,
    from,
    run,
    partition,
  }));
}

export interface VisibleEdit {
  readonly documentId: DocumentId;
  readonly chunkId: ChunkId;
  readonly revision: number;
  readonly partition: string;
}

/** Whether this revision of a passage is visible now. */
export const isEditOpen = async (bulk: CommonQueryMethods, edit: Omit<VisibleEdit, 'partition'>): Promise<boolean> =>
  await bulk.exists(sql.unsafe`
    select from visibility.edit e join visibility.dataset s on s.dataset_id = e.dataset_id and s.to_offset is null
    where e.document_id = ${edit.documentId} and e.chunk_id = ${edit.chunkId} and e.revision = ${edit.revision} and e.to_offset is null`);

/** Revisions that are visible now, of all documents. */
export async function visibleEdits(
  bulk: CommonQueryMethods,
  after: Pick<VisibleEdit, 'documentId' | 'chunkId'> | undefined,
  limit: number,
): Promise<readonly VisibleEdit[]> {
  const Row = z.object({ document_id: id<DocumentId>(), chunk_id: id<ChunkId>(), revision: z.int(), partition: z.string() });
  const rows = await bulk.any(sql.type(Row)`
    select e.document_id, e.chunk_id, e.revision, e.partition from visibility.edit e
    join visibility.dataset s on s.dataset_id = e.dataset_id and s.to_offset is null
    where e.to_offset is null and e.revision > 0 and (e.document_id, e.chunk_id) > (${after?.documentId ?? ''}, ${after?.chunkId ?? ''})
    order by e.document_id, e.chunk_id limit ${limit}`);
  return rows.map(({ document_id: documentId, chunk_id: chunkId, revision, partition }) => ({ documentId, chunkId, revision, partition }));
}
