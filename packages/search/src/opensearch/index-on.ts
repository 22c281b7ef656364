import type { Client } from '@opensearch-project/opensearch';
import type { Machine } from '@ragtime/runtime';
import { z } from 'zod';
import type { SearchIndex } from '../search-index.ts';
import { proposeEntries } from './propose.ts';
import { getEntries, listEntries, listRuns, namesWithVector } from './read.ts';
import { asUnavailable, putEntries, removeEntries } from './write.ts';

interface Where {
  readonly modelId: string;
  readonly dimensions: number;
  readonly machine: Machine;
  /** Whether the name is an alias, which follows a switch. */
  readonly isAlias: boolean;
}

/** The index under one name on a server. */
export function indexOn(client: Client, index: string, { modelId, dimensions, machine, isAlias }: Where): SearchIndex {
  const writing = { client, index, isAlias, machine };
  const guarded = async <Value>(work: Promise<Value>): Promise<Value> =>
    await work.catch((error: unknown) => {
      throw asUnavailable(error);
    });
  return {
    modelId,
    dimensions,
    put: async (entries) => await putEntries(writing, entries),
    refresh: async () => void (await guarded(client.indices.refresh({ index }))),
    propose: async (request) => await proposeEntries(writing, request),
    list: async (place, page) => await listEntries(writing, place, page),
    get: async (keys) => await getEntries(writing, keys),
    withVector: async (keys) => await namesWithVector(writing, keys),
    remove: async (what) => await removeEntries(writing, what),
    expunge: async () => await guarded(expungeRemoved(client, index)),
    runs: () => listRuns(writing),
    count: async () => z.object({ count: z.int() }).parse((await guarded(client.count({ index }))).body).count,
  };
}

/**
 * Merges the segments that hold removed entries, and drops the translog. By default the server would leave a segment alone while less than a tenth of it
 * is removed.
 */
async function expungeRemoved(client: Client, index: string): Promise<void> {
  await client.indices.putSettings({ index, body: { 'index.merge.policy.expunge_deletes_allowed': '0' } });
  await client.indices.forcemerge({ index, only_expunge_deletes: true });
  await client.indices.flush({ index, force: true, wait_if_ongoing: true });
}
