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

/** Nothing was removed: the projection does not know yet that this was deleted. Wait for its position and ask again. */
export class NotDeletedYet extends Error {
  override readonly name = 'NotDeletedYet';
}

/** A statement each: some milliseconds, so that a dataset of any size holds nobody up. */
const portionRows = 500;

const places: readonly string[] = Object.entries(libraryTables)
  .filter(([name, { columns }]) => name !== 'dataset' && name !== 'receipt' && 'datasetId' in columns)
  .map(([name]) => columnName(name));

/**
 * Removes from every generation what lay in a deleted document or dataset, in small portions. Out of sight it was when its
 * deletion was projected; now it is gone. Idempotent, and may be repeated after a crash.
 *
 * @returns how many rows went of what answers readers, the deleted thing's own counted with them.
 * @throws NotDeletedYet
 */
export async function eraseFromReadModel(bulk: DatabasePool, place: ErasedPlace): Promise<number> {
  let removed = 1;
  for (const { generation, state } of await listGenerations(bulk, 'library')) {
    const schema = schemaOf('library', generation);
    if (state === 'previous') await removeHolder(bulk, schema, place);
    else if (await isThere(bulk, schema, place)) {
      if (state === 'live') throw new NotDeletedYet(`${place.documentId ?? place.datasetId} is not known to be deleted`);
      continue;
    }
    const gone = await sweep(bulk, schema, [place]);
    if (state === 'live') removed += gone;
  }
  return removed;
}

/** Everything in them but themselves. @returns how many rows */
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

/** What lay in the places of these receipts, as far as the generation knows of them, and they are not in use again. */
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

/** What the eraser has not come to yet in a generation that is to be compared. */
export async function sweepOutstanding(bulk: DatabasePool, projection: string, generation: number): Promise<void> {
  if (projection !== 'library') return;
  const schema = schemaOf(projection, generation);
  const ids = await bulk.anyFirst(sql.type(z.object({ receiptId: z.string() }))`
    select r.receipt_id "receiptId" from ${sql.identifier([schema, 'receipt'])} r
    where r.completed_at_ms is null and not exists (
      select from ${sql.identifier([schema, 'receipt_store'])} s where s.receipt_id = r.receipt_id and s.store = 'read-model')`);
  await sweepErased(bulk, schema, ids);
}

const isThere = async (bulk: DatabasePool, schema: string, place: ErasedPlace): Promise<boolean> =>
  await bulk.exists(sql.unsafe`select from ${holder(schema, place)}`);

/** The previous generation stands still where its deletion was not seen, and must not keep it for that. */
async function removeHolder(bulk: DatabasePool, schema: string, place: ErasedPlace): Promise<void> {
  await bulk.query(sql.unsafe`delete from ${holder(schema, place)}`);
}

const holder = (schema: string, { datasetId, documentId }: ErasedPlace): FragmentSqlToken =>
  documentId === undefined
    ? sql.fragment`${sql.identifier([schema, 'dataset'])} where dataset_id = ${datasetId}`
    : sql.fragment`${sql.identifier([schema, 'document'])} where document_id = ${documentId}`;
