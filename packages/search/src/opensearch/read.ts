import type { Client } from '@opensearch-project/opensearch';
import type { Search_RequestBody } from '@opensearch-project/opensearch/api/_core/search.js';
import type { DatasetId, DocumentId } from '@ragtime/domain';
import { z } from 'zod';
import { type EntryKey, keyOf, type SearchIndex, type StoredEntry, type StoredRun } from '../search-index.ts';
import { entryOf } from './entries.ts';
import { asUnavailable } from './write.ts';

interface Where {
  readonly client: Client;
  readonly index: string;
}

const Hits = z.object({ hits: z.object({ hits: z.array(z.object({ _source: z.unknown() })) }) });

/** @throws IndexUnavailable */
export async function listEntries(
  { client, index }: Where,
  { documentId, run }: Parameters<SearchIndex['list']>[0],
  { limit, after }: Parameters<SearchIndex['list']>[1],
): Promise<readonly StoredEntry[]> {
  try {
    const { body } = await client.search({
      index,
      body: {
        size: limit,
        query: { bool: { filter: [{ term: { documentId } }, { term: { run } }] } },
        sort: [{ ordinal: 'asc' }, { chunkId: 'asc' }],
        ...(after === undefined ? {} : { search_after: [after.ordinal, after.chunkId] }),
      },
    });
    return Hits.parse(body).hits.hits.map(({ _source }) => entryOf(_source));
  } catch (error) {
    throw asUnavailable(error);
  }
}

const Docs = z.object({ docs: z.array(z.object({ found: z.boolean().optional(), _source: z.unknown().optional() })) });

/** @throws IndexUnavailable */
export async function getEntries({ client, index }: Where, keys: readonly EntryKey[]): Promise<readonly StoredEntry[]> {
  if (keys.length === 0) return [];
  try {
    const { body } = await client.mget({ index, body: { ids: keys.map(keyOf) } });
    return Docs.parse(body).docs.flatMap(({ found, _source }) => (found === true ? [entryOf(_source)] : []));
  } catch (error) {
    throw asUnavailable(error);
  }
}

const Names = z.object({ hits: z.object({ hits: z.array(z.object({ _id: z.string() })) }) });

/** @throws IndexUnavailable */
export async function namesWithVector({ client, index }: Where, keys: readonly EntryKey[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  try {
    const { body } = await client.search({
      index,
      body: {
        size: keys.length,
        _source: false,
        query: { bool: { filter: [{ ids: { values: keys.map(keyOf) } }, { exists: { field: 'vector' } }] } },
      },
    });
    return new Set(Names.parse(body).hits.hits.map(({ _id }) => _id));
  } catch (error) {
    throw asUnavailable(error);
  }
}

const Runs = z.object({
  aggregations: z.object({
    runs: z.object({
      after_key: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
      buckets: z.array(
        z.object({
          key: z.object({
            datasetId: z.string().transform((id) => id as DatasetId),
            documentId: z.string().transform((id) => id as DocumentId),
            run: z.int(),
            revision: z.int(),
            partition: z.int(),
          }),
          doc_count: z.int(),
          from: z.object({ value: z.number() }),
        }),
      ),
    }),
  }),
});

type AfterKey = Readonly<Record<string, string | number>>;

const runFields = ['datasetId', 'documentId', 'run', 'revision', 'partition'] as const;

export async function* listRuns({ client, index }: Where): AsyncGenerator<StoredRun> {
  let after: AfterKey | undefined;
  do {
    const { runs } = await runsBehind({ client, index }, after);
    for (const { key, doc_count: entries, from } of runs.buckets) yield { ...key, from: from.value, entries };
    after = runs.after_key;
  } while (after !== undefined);
}

async function runsBehind({ client, index }: Where, after: AfterKey | undefined) {
  const body = {
    size: 0,
    aggs: {
      runs: {
        composite: {
          size: 1_000,
          sources: runFields.map((field) => ({ [field]: { terms: { field } } })),
          ...(after === undefined ? {} : { after }),
        },
        aggs: { from: { max: { field: 'from' } } },
      },
    },
  };
  try {
    // The client's types lack a field of `max`.
    const answer = await client.search({ index, body: body as Search_RequestBody });
    return Runs.parse(answer.body).aggregations;
  } catch (error) {
    throw asUnavailable(error);
  }
}
