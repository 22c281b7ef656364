import { type DatabasePool, type FragmentSqlToken, sql } from 'slonik';
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
    const gone = await sweep(bulk, schema, place);
    if (state === 'live') removed += gone;
  }
  return removed;
}

/** Everything in it but itself. @returns how many rows */
export async function sweep(bulk: DatabasePool, schema: string, { datasetId, documentId }: ErasedPlace): Promise<number> {
  const inside: FragmentSqlToken =
    documentId === undefined
      ? sql.fragment`dataset_id = ${datasetId}`
      : sql.fragment`dataset_id = ${datasetId} and document_id = ${documentId}`;
  let removed = 0;
  for (const name of places) {
    const table = sql.identifier([schema, name]);
    for (let portion = portionRows; portion === portionRows; removed += portion) {
      const { rowCount } = await bulk.query(sql.unsafe`
        delete from ${table} where ctid = any(array(select ctid from ${table} where ${inside} limit ${portionRows}))`);
      portion = rowCount;
    }
  }
  return removed;
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
