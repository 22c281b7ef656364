import type { Machine } from '@ragtime/runtime';
import { type DatabasePool, type QuerySqlToken, sql } from 'slonik';
import { z } from 'zod';

const Table = z.object({ relid: z.int(), schema: z.string(), table: z.string(), graph: z.boolean(), changes: z.int() });
type Table = z.infer<typeof Table>;

/** A rewrite keeps others from its table. The next one begins no sooner than this many times the duration of the last. */
const restFactor = 4;

/** Where the write-ahead log belongs to this process alone, it is replaced too. */
export type WriteAheadLog = 'own' | 'of-the-server';

/**
 * Makes the function behind `Database.scrub`. Calls that come while a rewrite runs share the next one, which begins after all of them.
 *
 * A deleted row stays readable in its page until other rows take its place, and a plain vacuum leaves it there: only a rewrite of the table removes it.
 * Statistics hold samples of the texts of a table, so they are rewritten as well.
 */
export function createScrub(pool: DatabasePool, machine: Pick<Machine, 'clock' | 'timers'>, wal: WriteAheadLog): () => Promise<void> {
  let next: Promise<void> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let restUntilMs = 0;
  /** Deletes and updates of each table before its last rewrite. A process that starts knows none, so its first call rewrites every table. */
  const rewritten = new Map<string, number>();
  const run = async (statement: QuerySqlToken): Promise<void> => void (await pool.query(statement));

  async function rewrite({ relid, schema, table, graph, changes }: Table): Promise<void> {
    const name = sql.identifier([schema, table]);
    // An analysis of an empty table keeps the samples of the texts that it had.
    if (wal === 'own') await run(sql.unsafe`delete from pg_catalog.pg_statistic where starelid = ${relid}::oid`);
    // To build a graph of vectors again would hold the session for many seconds. The owner of the graph rebuilds it table and all.
    await run(graph ? sql.unsafe`vacuum (analyze, index_cleanup off) ${name}` : sql.unsafe`vacuum (full, analyze) ${name}`);
    rewritten.set(`${schema}.${table}`, changes);
  }

  async function scrub(): Promise<void> {
    await machine.timers.sleep(Math.max(0, restUntilMs - machine.clock.monotonicMs()));
    next = undefined;
    const startedMs = machine.clock.monotonicMs();
    try {
      if (wal === 'own') await run(sql.unsafe`select pg_stat_force_next_flush()`);
      for (const table of await tables(pool))
        if (wal === 'of-the-server' || rewritten.get(`${table.schema}.${table.table}`) !== table.changes) await rewrite(table);
      if (wal === 'own') await replaceLog(run);
    } finally {
      const endedMs = machine.clock.monotonicMs();
      restUntilMs = endedMs + restFactor * (endedMs - startedMs);
    }
  }

  return () => {
    next ??= last.then(scrub);
    last = next.catch(() => undefined);
    return next;
  };
}

const tables = async (pool: DatabasePool): Promise<readonly Table[]> =>
  await pool.any(sql.type(Table)`
    select relid::int8 as relid, schemaname as schema, relname as table, n_tup_del + n_tup_upd as changes, exists(
      select from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
      where i.indrelid = relid and a.amname = 'hnsw') as graph
    from pg_stat_user_tables where pg_relation_size(relid) > 0 order by pg_relation_size(relid), schemaname, relname`);

/** After the switch and the checkpoint no segment is needed that was written before. Without recycling, they are removed and not reused. */
async function replaceLog(run: (statement: QuerySqlToken) => Promise<void>): Promise<void> {
  await run(sql.unsafe`vacuum (full) pg_catalog.pg_statistic`);
  await run(sql.unsafe`set wal_recycle = off`);
  await run(sql.unsafe`select pg_switch_wal()`);
  await run(sql.unsafe`checkpoint`);
}
