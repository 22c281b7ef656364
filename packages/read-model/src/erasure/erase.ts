import { type CommonQueryMethods, type DatabasePool, type FragmentSqlToken, sql } from 'slonik';
import { z } from 'zod';
import { listGenerations } from '../generations/generations.ts';
import { schemaOf } from '../generations/schema.ts';
import { libraryTables } from '../projections/library/tables.ts';
import { columnName } from '../tables/table.ts';

export interface ErasedPlace {
  readonly datasetId: string;
  /** Undefined: the whole dataset. */
  readonly documentId?: string | undefined;
}

/** Nothing was removed, because the projection has not read the deletion yet. Wait for its position and retry. */
export class NotDeletedYet extends Error {
  override readonly name = 'NotDeletedYet';
}

/** Rows per statement. One takes a few milliseconds, so that a large dataset does not block other callers. */
const portionRows = 500;

const places: readonly string[] = Object.entries(libraryTables)
  .filter(([name, { columns }]) => name !== 'dataset' && name !== 'receipt' && 'datasetId' in columns)
  .map(([name]) => columnName(name));

/**
 * Removes the rows of a deleted document or dataset from every generation, in small portions. They were hidden when the deletion was projected.
 * Idempotent; may be repeated after a crash.
 *
 * @returns how many rows were removed from the live generation, including the row of the deleted thing itself.
 * @throws NotDeletedYet
 */
export async function eraseFromReadModel(bulk: DatabasePool, place: ErasedPlace): Promise<number> {
  let removed = 1;
  for (const { generation, state } of await listGenerations(bulk, 'library')) {
    const schema = schemaOf('library', generation);
    if (state === 'previous') await removeHolder(bulk, schema, place);
    else if (await isPresent(bulk, schema, place)) {
      if (state === 'live') throw new NotDeletedYet(`${place.documentId ?? place.datasetId} is not known to be deleted`);
      continue;
    }
    const swept = await sweep(bulk, schema, [place]);
    if (state === 'live') removed += swept;
  }
  return removed;
}

/** Removes the rows inside deleted places, but not the rows of the places themselves. @returns the number of rows */
async function sweep(database: CommonQueryMethods, schema: string, erased: readonly ErasedPlace[]): Promise<number> {
  const documents = erased.flatMap(({ datasetId, documentId }) => (documentId === undefined ? [] : [[datasetId, documentId]]));
  const datasets = erased.flatMap(({ datasetId, documentId }) => (documentId === undefined ? [datasetId] : []));
  const insides: FragmentSqlToken[] = [];
  if (documents.length > 0)
    insides.push(sql.fragment`(dataset_id, document_id) in (select * from ${sql.unnest(documents, ['text', 'text'])})`);
  if (datasets.length > 0) insides.push(sql.fragment`dataset_id = any(${sql.array(datasets, 'text')})`);
  let removed = 0;
  for (const name of places) {
    const table = sql.identifier([schema, name]);
    for (const inside of insides)
      for (let portion = portionRows; portion === portionRows; removed += portion) {
        const { rowCount } = await database.query(sql.unsafe`
          delete from ${table} where ctid = any(array(select ctid from ${table} where ${inside} limit ${portionRows}))`);
        portion = rowCount;
      }
  }
  return removed;
}

const Place = z.object({ datasetId: z.string(), documentId: z.string().nullable() });

/** Removes the rows in the places of these receipts, if the generation knows the receipts and the places are not in use again. */
export async function sweepErased(database: CommonQueryMethods, schema: string, receiptIds: readonly string[]): Promise<void> {
  const receipts = await database.any(sql.type(Place)`
    select r.dataset_id "datasetId", r.document_id "documentId" from ${sql.identifier([schema, 'receipt'])} r
    where r.receipt_id = any(${sql.array([...receiptIds], 'text')})
      and not exists (select from ${sql.identifier([schema, 'document'])} d where d.document_id = r.document_id)
      and not exists (select from ${sql.identifier([schema, 'dataset'])} d where r.document_id is null and d.dataset_id = r.dataset_id)`);
  if (receipts.length === 0) return;
  await sweep(
    database,
    schema,
    receipts.map(({ datasetId, documentId }) => ({ datasetId, documentId: documentId ?? undefined })),
  );
}

/** Removes rows that the eraser has not reached yet in a generation that is to be compared. */
export async function sweepOutstanding(bulk: DatabasePool, projection: string, generation: number): Promise<void> {
  if (projection !== 'library') return;
  const schema = schemaOf(projection, generation);
  const ids = await bulk.anyFirst(sql.type(z.object({ receiptId: z.string() }))`
    select r.receipt_id "receiptId" from ${sql.identifier([schema, 'receipt'])} r
    where r.completed_at_ms is null and not exists (
      select from ${sql.identifier([schema, 'receipt_store'])} s where s.receipt_id = r.receipt_id and s.store = 'read-model')`);
  await sweepErased(bulk, schema, ids);
}

const isPresent = async (bulk: DatabasePool, schema: string, place: ErasedPlace): Promise<boolean> =>
  await bulk.exists(sql.unsafe`select from ${holder(schema, place)}`);

/** The previous generation does not follow the log. It may not have seen the deletion, so the row of the place is removed here. */
async function removeHolder(bulk: DatabasePool, schema: string, place: ErasedPlace): Promise<void> {
  await bulk.query(sql.unsafe`delete from ${holder(schema, place)}`);
}

const holder = (schema: string, { datasetId, documentId }: ErasedPlace): FragmentSqlToken =>
  documentId === undefined
    ? sql.fragment`${sql.identifier([schema, 'dataset'])} where dataset_id = ${datasetId}`
    : sql.fragment`${sql.identifier([schema, 'document'])} where document_id = ${documentId}`;
