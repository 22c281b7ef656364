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
