import { type DatabasePool, sql } from 'slonik';
import { z } from 'zod';

const Worn = z.object({ schema: z.string(), table: z.string() });

/**
 * What a server does by itself and a single-user Postgres does not. Each table is a statement of its own, so that others
 * come in between.
 */
export async function maintainEmbedded(pool: DatabasePool): Promise<void> {
  const worn = await pool.any(sql.type(Worn)`
    select schemaname as schema, relname as table from pg_stat_user_tables
    where n_dead_tup > 1000 + n_live_tup / 5 or n_mod_since_analyze > 1000 + n_live_tup / 10
    order by n_dead_tup desc, relname`);
  for (const { schema, table } of worn) await pool.query(sql.unsafe`vacuum (analyze) ${sql.identifier([schema, table])}`);
  await pool.query(sql.unsafe`checkpoint`);
}
