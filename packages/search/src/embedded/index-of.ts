import type { DatabasePool } from 'slonik';
import { sql } from 'slonik';
import { z } from 'zod';
import type { SearchIndex } from '../search-index.ts';
import { getEntries, listEntries, listRuns, namesWithVector, proposeEntries } from './read.ts';
import { lexicalIndexesOf, tableOf } from './table.ts';
import { putEntries, removeEntries } from './write.ts';

export interface Pools {
  readonly pool: DatabasePool;
  readonly bulk: DatabasePool;
}

export interface IndexGeneration {
  readonly generation: number;
  readonly modelId: string;
  readonly dimensions: number;
}

/** The next statement sees the entries of the last one, so nothing has to be refreshed. */
export function indexOf({ pool, bulk }: Pools, { generation, modelId, dimensions }: IndexGeneration): SearchIndex {
  const table = tableOf(generation);
  const places = { table, lexicalIndexes: lexicalIndexesOf(generation) };
  return {
    modelId,
    dimensions,
    put: async (entries) => await putEntries(bulk, table, entries),
    refresh: async () => {},
    propose: async (request) => await proposeEntries(pool, places, request),
    list: async (place, page) => await listEntries(pool, table, place, page),
    get: async (keys) => await getEntries(pool, table, keys),
    withVector: async (keys) => await namesWithVector(pool, table, keys),
    remove: async (what) => await removeEntries(bulk, table, what),
    runs: () => listRuns(bulk, table),
    count: async () => await bulk.oneFirst(sql.type(z.object({ entries: z.int() }))`select count(*) entries from ${table}`),
  };
}
