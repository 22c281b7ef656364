import { type DatabasePool, sql } from 'slonik';

/** Resolves when the server answers the smallest query. @throws slonik's errors */
export async function databaseAnswers({ pool }: { readonly pool: DatabasePool }): Promise<void> {
  await pool.query(sql.unsafe`select 1`);
}
