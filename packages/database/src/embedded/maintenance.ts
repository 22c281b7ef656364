import { type DatabasePool, sql } from 'slonik';
import { z } from 'zod';

const Worn = z.object({ schema: z.string(), table: z.string(), graph: z.boolean() });

/**
 * Does what a server does by itself and a single-user Postgres does not. Each table has its own statement, so that other callers get the session
 * between two. For a table with a graph of vectors it clears only the rows, and only after many changes: removing dead entries from a graph of 10^5
 * entries holds the session for 17 s and more. The owner of such a graph rebuilds it when too much of it is dead.
 */
export async function maintainEmbedded(pool: DatabasePool): Promise<void> {
  const worn = await pool.any(sql.type(Worn)`
    with tables as (
      select *, exists(
        select from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
        where i.indrelid = relid and a.amname = 'hnsw') as graph
      from pg_stat_user_tables)
    select schemaname as schema, relname as table, graph from tables
    where n_mod_since_analyze > 1000 + n_live_tup / 10 or (n_dead_tup > 1000 + n_live_tup / 5 and not graph)
    order by n_dead_tup desc, relname`);
  for (const { schema, table, graph } of worn) {
    const how = graph ? sql.fragment`vacuum (analyze, index_cleanup off)` : sql.fragment`vacuum (analyze)`;
    await pool.query(sql.unsafe`${how} ${sql.identifier([schema, table])}`);
  }
  await pool.query(sql.unsafe`checkpoint`);
}
