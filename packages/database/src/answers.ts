import { type DatabasePool, sql } from 'slonik';

/** Resolves when the server does the least that there is to do. @throws what slonik throws */
export async function databaseAnswers({ pool }: { readonly pool: DatabasePool }): Promise<void> {
  await pool.query(sql.unsafe`select 1`);
}
