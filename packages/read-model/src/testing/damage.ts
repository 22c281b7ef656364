import type { Database } from '@ragtime/database';
import { sql } from 'slonik';
import { beginGeneration } from '../generations/generations.ts';
import { projections } from '../projections/all.ts';
import type { ProjectionName } from '../projections/projection.ts';

/** Leaves what a crash in the middle of a rebuild leaves. @returns its generation */
export const leaveHalfBuilt = async ({ bulk }: Database, name: ProjectionName): Promise<number> =>
  await beginGeneration(bulk, projections[name]);

/** Writes a row that no fold of the log makes. */
export async function damageDocument({ bulk }: Database, documentId: string): Promise<void> {
  await bulk.query(sql.unsafe`update library.document set chunks = 99 where document_id = ${documentId}`);
}

/** Removes a row. */
export async function loseDocument({ bulk }: Database, documentId: string): Promise<void> {
  await bulk.query(sql.unsafe`delete from library.document where document_id = ${documentId}`);
}

/** Adds a row that no event made, as a copy of another one. */
export async function inventDocument({ bulk }: Database, documentId: string, as: string): Promise<void> {
  await bulk.query(sql.unsafe`
    insert into library.document select (jsonb_populate_record(d, jsonb_build_object('document_id', ${as}::text))).*
    from library.document d where document_id = ${documentId}`);
}
