/**
 * Searches of the embedded profile: `node bench/src/search.ts [passages …]` (default 1,000 and 10,000). Passages are pieces of
 * the readme files and type declarations that were installed, queries are words out of them. Prints a line of JSON a size: times in milliseconds, and
 * how many of the ten nearest by exact comparison the graph finds.
 */

import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChunkId, DatasetId, DocumentId, TenantId } from '@ragtime/domain';
import { type Embedder, loadGloveEmbedder } from '@ragtime/models';
import { openEmbeddedDatabase } from '@ragtime/read-model';
import type { Visibility } from '@ragtime/read-model/visibility';
import { realMachine as machine } from '@ragtime/runtime';
import { createSearch, type IndexEntry, keyOf, openEmbeddedIndex, type SearchIndex } from '@ragtime/search-index';

const tenantId = 'tenant' as TenantId;
const queriesAsked = 200;
const wordsOfPassage = 120;
const entriesPut = 200;

async function readPassages(count: number): Promise<readonly string[]> {
  const passages: string[] = [];
  for await (const file of glob('node_modules/.pnpm/*/node_modules/{*,@*/*}/{,*/}*.{md,d.ts}')) {
    const words = (await readFile(file, 'utf8').catch(() => '')).split(/\s+/u);
    for (let at = 0; at + wordsOfPassage <= words.length; at += wordsOfPassage)
      passages.push(words.slice(at, at + wordsOfPassage).join(' '));
    if (passages.length >= count) break;
  }
  return passages.slice(0, count);
}

async function entriesOf(passages: readonly string[], embedder: Embedder): Promise<readonly IndexEntry[]> {
  const vectors = await embedder.embed(passages);
  return passages.map((text, at) => ({
    tenantId,
    datasetId: 'dataset' as DatasetId,
    documentId: `document-${Math.floor(at / 20)}` as DocumentId,
    chunkId: `chunk-${at}` as ChunkId,
    run: 1,
    revision: 0,
    partition: 0,
    from: 1,
    ordinal: at,
    text,
    headings: [],
    tokens: wordsOfPassage,
    pages: undefined,
    lines: undefined,
    kind: 'text',
    language: 'en',
    vector: vectors[at] ?? new Float32Array(embedder.dimensions),
  }));
}

/** Everything is visible: what rows cost is measured by their look-up elsewhere. */
const everything: Visibility = {
  position: async () => new Map(),
  holding: async (_positions, _scope, candidates) =>
    candidates.map((_, place) => ({ place, datasetId: 'dataset' as DatasetId, name: undefined, metadata: {} })),
  documents: async () => [],
  document: async () => undefined,
  edits: async () => [],
};

async function timed<Result>(times: number[], run: () => Promise<Result>): Promise<Result> {
  const startedMs = machine.clock.monotonicMs();
  const result = await run();
  times.push(machine.clock.monotonicMs() - startedMs);
  return result;
}

const percentile = (times: readonly number[], share: number): number =>
  Math.round((times.toSorted((one, other) => one - other)[Math.floor(times.length * share)] ?? 0) * 10) / 10;
const summary = (times: readonly number[]) => ({
  p50: percentile(times, 0.5),
  p95: percentile(times, 0.95),
  max: percentile(times, 0.9999),
});

async function fill(index: SearchIndex, entries: readonly IndexEntry[]): Promise<readonly number[]> {
  const times: number[] = [];
  for (let at = 0; at < entries.length; at += entriesPut) {
    for (let from = at; from < Math.min(at + entriesPut, entries.length); from += 20)
      await timed(times, () => index.put(entries.slice(from, from + 20)));
  }
  return times;
}

async function measure(count: number, embedder: Embedder): Promise<void> {
  const parent = await mkdtemp(join(tmpdir(), 'ragtime-bench-'));
  const database = await openEmbeddedDatabase({ folder: join(parent, 'database'), machine, maintenanceIntervalMs: 0 });
  try {
    const { modelId, dimensions } = embedder;
    const entries = await entriesOf(await readPassages(count), embedder);
    const exact = await openEmbeddedIndex({ ...database, modelId, dimensions, exactMax: Number.POSITIVE_INFINITY });
    const puts = await fill(exact, entries);
    const queries = Array.from({ length: queriesAsked }, (_, number) => {
      const words = (entries[(number * 7_919) % entries.length]?.text ?? '').split(' ');
      return words.slice(number % 100, (number % 100) + 3).join(' ');
    });
    const vectors = await embedder.embed(queries);
    const near = async (index: SearchIndex, vector: Float32Array) =>
      (await index.propose({ tenantId, datasetIds: undefined, documentIds: undefined, text: undefined, vector, candidates: 10 })).items.map(
        keyOf,
      );
    const ask = async (index: SearchIndex) => {
      const search = createSearch({ index, visibility: everything, embedder, machine, limits: { timeoutMs: 60_000 } });
      const [lexical, hybrid, vector]: [number[], number[], number[]] = [[], [], []];
      for (const query of queries) {
        await timed(lexical, () => search({ tenantId, query, weights: { vector: 0 } }));
        await timed(hybrid, () => search({ tenantId, query }));
        await timed(vector, () => search({ tenantId, query, weights: { lexical: 0 } }));
      }
      return { lexical: summary(lexical), hybrid: summary(hybrid), vector: summary(vector) };
    };
    const answers = await ask(exact);
    const nearest = await Promise.all(vectors.map((vector) => near(exact, vector)));
    const graph = await openEmbeddedIndex({ ...database, modelId, dimensions, exactMax: -1 });
    const next = await graph.begin();
    const graphPuts = await fill(next.index, entries);
    const graphAnswers = await ask(next.index);
    let [found, wanted] = [0, 0];
    for (const [at, vector] of vectors.entries()) {
      const again = new Set(await near(next.index, vector));
      wanted += nearest[at]?.length ?? 0;
      found += nearest[at]?.filter((key) => again.has(key)).length ?? 0;
    }
    const passages = entries.length;
    process.stdout.write(`${JSON.stringify({ passages, vectors: 'one by one', putOf20: summary(puts), ...answers })}\n`);
    const recallAt10 = Math.round((found / wanted) * 1_000) / 1_000;
    process.stdout.write(`${JSON.stringify({ passages, vectors: 'graph', recallAt10, putOf20: summary(graphPuts), ...graphAnswers })}\n`);
  } finally {
    await database.close();
    await rm(parent, { recursive: true });
  }
}

const sizes = process.argv.slice(2).map(Number);
const embedder = await loadGloveEmbedder();
for (const count of sizes.length > 0 ? sizes : [1_000, 10_000]) await measure(count, embedder);
