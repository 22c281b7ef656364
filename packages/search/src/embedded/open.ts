import { migrate, readMigrations } from '@ragtime/database';
import { sql } from 'slonik';
import { z } from 'zod';
import type { SwitchableIndex } from '../switchable-index.ts';
import { type IndexGeneration, indexOf, type Pools } from './index-of.ts';
import { createTable, createVectorIndex, dropTable, tableOf } from './table.ts';

export interface EmbeddedIndexOptions extends Pools {
  readonly modelId: string;
  readonly dimensions: number;
  /**
   * Up to this number of entries, vectors are compared one by one, which takes about 25 ms. Above it they are searched through a graph, which
   * misses about one in twenty. Default 20,000.
   */
  readonly exactMax?: number;
}

/**
 * Tuple counts of the database. Deleted entries stay in a graph until it is rebuilt, because removing them would hold the session for many seconds.
 */
const Tuples = z.object({ live: z.int(), dead: z.int() });

/** Rises when the same passage would be indexed differently. */
const shape = 3;

const Row = z.object({
  generation: z.int(),
  model_id: z.string(),
  dimensions: z.int(),
  shape: z.int(),
  state: z.enum(['building', 'live', 'previous', 'dropping']),
});

/**
 * The index that answers, in the same database as the read models. An index of another model no longer answers: it is dropped, and the caller fills
 * the new one.
 */
export async function openEmbeddedIndex(options: EmbeddedIndexOptions): Promise<SwitchableIndex> {
  const { bulk, modelId, dimensions, exactMax = 20_000 } = options;
  await migrate(bulk, 'search-index', await readMigrations(new URL('./migrations', import.meta.url)));
  await run('set hnsw.ef_search = 250');
  await run('set hnsw.iterative_scan = relaxed_order');
  // New words are kept aside and merged into the index when they fill this many pages. The number is small, so that no merge takes long.
  await run('set pg_textsearch.memtable_pages_threshold = 16');
  // In mebibytes. Segments of this size are merged no further, because a merge of all words would hold the session longer and longer.
  await run('set pg_textsearch.max_segment_size = 2');
  const found = await generations();
  const live = found.find(({ state }) => state === 'live');
  const kept = live !== undefined && isOurs(live) ? live : undefined;
  for (const each of found) if (each !== live && (each.state !== 'previous' || !isOurs(each))) await drop(each.generation);
  let current = withIndex(kept?.generation ?? 0);
  if (kept === undefined) {
    if (live !== undefined) await drop(live.generation);
    await switchTo((await begin()).generation);
  }

  async function run(statement: string): Promise<void> {
    await bulk.query({ ...sql.unsafe``, sql: statement });
  }

  async function generations(): Promise<readonly z.infer<typeof Row>[]> {
    return await bulk.any(sql.type(Row)`select generation, model_id, dimensions, shape, state from search.generation order by generation`);
  }

  function isOurs(row: z.infer<typeof Row>): boolean {
    return row.model_id === modelId && row.dimensions === dimensions && row.shape === shape;
  }

  async function countOf(generation: number): Promise<number> {
    return await bulk.oneFirst(sql.type(z.object({ count: z.int() }))`select count(*) count from ${tableOf(generation)}`);
  }

  async function hasGraph(generation: number): Promise<boolean> {
    return await bulk.exists(sql.unsafe`
      select from pg_indexes where schemaname = 'search' and indexname = ${`entry_${generation}_hnsw`}`);
  }

  function withIndex(generation: number) {
    const own: IndexGeneration = { generation, modelId, dimensions };
    return { generation, index: indexOf(options, own) };
  }

  async function begin() {
    const all = await generations();
    const isGraph = all.some(({ state }) => state === 'live') && (await countOf(current.generation)) > exactMax;
    for (const { generation, state } of all) if (state === 'building' || state === 'dropping') await drop(generation);
    const generation = Math.max(0, ...all.map((each) => each.generation)) + 1;
    await bulk.query(sql.unsafe`
      insert into search.generation (generation, model_id, dimensions, shape, state)
      values (${generation}, ${modelId}, ${dimensions}, ${shape}, 'building')`);
    for (const statement of createTable(generation, dimensions)) await run(statement);
    // On an empty table, so that the graph grows with each small batch. Building it at once would hold the session for many seconds.
    if (isGraph) await run(createVectorIndex(generation));
    return withIndex(generation);
  }

  async function switchTo(generation: number): Promise<void> {
    const doomed = await bulk.transaction(async (transaction) => {
      const all = await transaction.any(sql.type(Row)`select generation, model_id, dimensions, shape, state from search.generation`);
      if (!all.some((each) => each.generation === generation)) throw new TypeError(`there is no index ${generation}`);
      const before = all.filter((each) => each.state === 'previous' && each.generation !== generation);
      await transaction.query(sql.unsafe`
        update search.generation set state = case state when 'live' then 'previous' else 'dropping' end
        where state in ('live', 'previous') and generation <> ${generation}`);
      await transaction.query(sql.unsafe`update search.generation set state = 'live' where generation = ${generation}`);
      return before;
    });
    current = withIndex(generation);
    for (const each of doomed) await drop(each.generation);
  }

  async function drop(generation: number): Promise<void> {
    await run(dropTable(generation));
    await bulk.query(sql.unsafe`delete from search.generation where generation = ${generation}`);
  }

  return {
    modelId,
    dimensions,
    origin: kept !== undefined ? 'kept' : live === undefined ? 'new' : 'replaced',
    generation: () => current.generation,
    current: () => current.index,
    put: async (entries) => await current.index.put(entries),
    refresh: async () => await current.index.refresh(),
    propose: async (request) => await current.index.propose(request),
    list: async (place, page) => await current.index.list(place, page),
    get: async (keys) => await current.index.get(keys),
    withVector: async (keys) => await current.index.withVector(keys),
    remove: async (what) => await current.index.remove(what),
    runs: () => current.index.runs(),
    count: async () => await current.index.count(),
    begin,
    switchTo,
    drop,
    async previous() {
      const row = (await generations()).find(({ state }) => state === 'previous');
      return row === undefined ? undefined : withIndex(row.generation);
    },
    async wantsRebuild() {
      const { generation } = current;
      if (!(await hasGraph(generation))) return (await countOf(generation)) > exactMax;
      const { live, dead } = await bulk.one(sql.type(Tuples)`
        select n_live_tup live, n_dead_tup dead from pg_stat_user_tables
        where schemaname = 'search' and relname = ${`entry_${generation}`}`);
      return dead > exactMax / 2 && dead > live / 2;
    },
  };
}
