import { Client, type ClientOptions } from '@opensearch-project/opensearch';
import type { Machine } from '@ragtime/runtime';
import { z } from 'zod';
import type { SearchIndex } from '../search-index.ts';
import type { IndexGenerationOf, SwitchableIndex } from '../switchable-index.ts';
import { indexOn } from './index-on.ts';
import { indexBody } from './mapping.ts';
import { asUnavailable, statusOf } from './write.ts';

export interface OpenSearchIndexOptions {
  /** `https://host:9200`, with user and password where the server requires them. */
  readonly url: string;
  /** Precedes every name that is created on the server. Default `ragtime`. */
  readonly prefix?: string;
  readonly modelId: string;
  readonly dimensions: number;
  /** Default 1: one shard holds tens of millions of passages. */
  readonly shards?: number;
  /** Replicas of each shard. Default 0: lost entries are rebuilt from the log. */
  readonly replicas?: number;
  readonly tls?: ClientOptions['ssl'];
  /** Default 30,000 ms. */
  readonly requestTimeoutMs?: number;
  readonly machine: Machine;
}

export interface OpenSearchIndex extends SwitchableIndex {
  close(): Promise<void>;
}

const clientOf = ({ url, tls, requestTimeoutMs = 30_000 }: OpenSearchIndexOptions): Client =>
  new Client({ node: url, requestTimeout: requestTimeoutMs, maxRetries: 2, ...(tls === undefined ? {} : { ssl: tls }) });

const liveAlias = (prefix: string): string => `${prefix}-live`;

/**
 * The index that answers, for a process that only reads. The process that fills the index creates it. Before that, requests reject with
 * `IndexUnavailable`.
 */
export function readOpenSearchIndex(options: OpenSearchIndexOptions): SearchIndex & { close(): Promise<void> } {
  const client = clientOf(options);
  return {
    ...indexOn(client, liveAlias(options.prefix ?? 'ragtime'), { ...options, isAlias: true }),
    close: async () => await client.close(),
  };
}

const Meta = z.object({ modelId: z.string(), dimensions: z.int(), mapping: z.string() });
const Indexes = z.record(z.string(), z.object({ mappings: z.object({ _meta: z.unknown() }), aliases: z.record(z.string(), z.unknown()) }));

/**
 * Entries on a server. The index that answers and the one before it have aliases, so that one request switches all nodes. An index of another model
 * or mapping no longer answers; the caller fills the new one.
 *
 * @throws IndexUnavailable
 */
export async function openOpenSearchIndex(options: OpenSearchIndexOptions): Promise<OpenSearchIndex> {
  const { prefix = 'ragtime', modelId, dimensions, shards = 1, replicas = 0 } = options;
  const client = clientOf(options);
  const body = indexBody({ modelId, dimensions, shards, replicas });
  const names = { live: liveAlias(prefix), previous: `${prefix}-previous`, of: (generation: number) => `${prefix}-${generation}` };

  interface Found {
    readonly generation: number;
    readonly state: 'live' | 'previous' | 'building';
    readonly isOurs: boolean;
  }

  async function generations(): Promise<readonly Found[]> {
    const { body: answer } = await client.indices.get({ index: `${prefix}-*`, allow_no_indices: true });
    return Object.entries(Indexes.parse(answer)).flatMap(([name, { aliases, mappings }]): readonly Found[] => {
      const generation = Number(/-(\d+)$/u.exec(name)?.[1]);
      if (name !== names.of(generation)) return [];
      const state = names.live in aliases ? 'live' : names.previous in aliases ? 'previous' : 'building';
      return [{ generation, state, isOurs: isOurs(mappings._meta) }];
    });
  }

  function isOurs(meta: unknown): boolean {
    const { success, data } = Meta.safeParse(meta);
    const { mapping } = body.mappings._meta;
    return success && data.modelId === modelId && data.dimensions === dimensions && data.mapping === mapping;
  }

  const at = (generation: number): IndexGenerationOf => ({
    generation,
    index: indexOn(client, names.of(generation), { ...options, isAlias: false }),
  });

  async function drop(generation: number): Promise<void> {
    try {
      await client.indices.delete({ index: names.of(generation) });
    } catch (error) {
      if (statusOf(error) !== 404) throw asUnavailable(error);
    }
  }

  async function begin(): Promise<IndexGenerationOf> {
    try {
      const all = await generations();
      for (const { generation, state } of all) if (state === 'building') await drop(generation);
      const generation = Math.max(0, ...all.map((each) => each.generation)) + 1;
      await client.indices.create({ index: names.of(generation), body, wait_for_active_shards: '1' });
      return at(generation);
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  async function switchTo(generation: number): Promise<void> {
    const all = await generations();
    if (!all.some((each) => each.generation === generation)) throw new TypeError(`there is no index ${generation}`);
    const live = all.find(({ state, generation: other }) => state === 'live' && other !== generation);
    const doomed = all.filter(({ state, generation: other }) => state === 'previous' && other !== generation);
    const without = all.filter(({ state }) => state === 'previous' || state === 'live');
    const actions = [
      ...without.map((each) => ({ remove: { index: names.of(each.generation), alias: names[each.state as 'live' | 'previous'] } })),
      { add: { index: names.of(generation), alias: names.live, is_write_index: true } },
      ...(live === undefined ? [] : [{ add: { index: names.of(live.generation), alias: names.previous } }]),
    ];
    try {
      await client.indices.updateAliases({ body: { actions } });
    } catch (error) {
      throw asUnavailable(error);
    }
    current = at(generation);
    for (const each of doomed) await drop(each.generation);
  }

  const found = await generations().catch((error: unknown) => {
    throw asUnavailable(error);
  });
  const live = found.find(({ state }) => state === 'live');
  const kept = live?.isOurs === true ? live : undefined;
  for (const { generation, state, isOurs } of found) if (state === 'building' || (state === 'previous' && !isOurs)) await drop(generation);
  let current = at(kept?.generation ?? 0);
  if (kept === undefined) {
    await switchTo((await begin()).generation);
    if (live !== undefined) await drop(live.generation);
  }

  return {
    ...indexOn(client, names.live, { ...options, isAlias: true }),
    origin: kept !== undefined ? 'kept' : live === undefined ? 'new' : 'replaced',
    generation: () => current.generation,
    current: () => current.index,
    begin,
    switchTo,
    drop,
    async previous() {
      const row = (await generations()).find(({ state }) => state === 'previous');
      return row === undefined ? undefined : at(row.generation);
    },
    // Every index has a graph from its first entry, and the server merges deleted entries away.
    wantsRebuild: async () => await Promise.resolve(false),
    close: async () => await client.close(),
  };
}
