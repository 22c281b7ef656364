/**
 * Measures searches of the embedded profile: `node bench/src/search.ts [--sizes 1000,10000,100000]`. Passages are pieces of the installed readme
 * files, types and declarations; queries are words from them. The index is used as in the product. Vectors are compared one by one for up to some
 * thousands of passages. Beyond that a graph is used, whose ten nearest are compared with the ten that are really nearest.
 */
import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openEmbeddedDatabase } from '@ragtime/database';
import type { ChunkId, DatasetId, DocumentId, TenantId } from '@ragtime/domain';
import { type Embedder, loadGloveEmbedder } from '@ragtime/models';
import { realMachine as machine } from '@ragtime/runtime';
import { createSearch, type IndexEntry, keyOf, openEmbeddedIndex, type SearchIndex } from '@ragtime/search';
import type { Visibility } from '@ragtime/search/visibility';
import { type Figures, figuresOf, timed } from './shared/figures.ts';
import { report } from './shared/report.ts';

const tenantId = 'tenant' as TenantId;
const queriesAsked = 200;
const wordsOfPassage = 120;
const entriesPut = 200;

async function readPassages(count: number): Promise<readonly string[]> {
  const passages: string[] = [];
  for await (const file of glob('node_modules/.pnpm/*/node_modules/{*,@*/*}/{,*/}*.{md,d.ts,js,cjs,mjs}')) {
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
    boxes: undefined,
    kind: 'text',
    language: 'en',
    vector: vectors[at] ?? new Float32Array(embedder.dimensions),
  }));
}

/** Everything is visible. Another bench measures the cost of looking up visibility rows. */
const everything: Visibility = {
  position: async () => new Map(),
  holding: async (_positions, _scope, candidates) =>
    candidates.map((_, place) => ({ place, datasetId: 'dataset' as DatasetId, name: undefined, metadata: {} })),
  documents: async () => [],
  document: async () => undefined,
  edits: async () => [],
};

type Times = Pick<Figures, 'p50Ms' | 'p95Ms' | 'maxMs'>;
const summary = (timesMs: readonly number[]): Times => figuresOf(timesMs, 1);

/** Runs it and records how long it took. @returns its result */
async function noted<Result>(timesMs: number[], run: () => Promise<Result>): Promise<Result> {
  const { result, ms } = await timed(run);
  timesMs.push(ms);
  return result;
}

/** The cosine of the angle between two vectors. */
function nearness(one: Float32Array, other: Float32Array | undefined): number {
  let [dot, ofOne, ofOther] = [0, 0, 0];
  for (let at = 0; at < one.length; at += 1) {
    const [a, b] = [one[at] ?? 0, other?.[at] ?? 0];
    [dot, ofOne, ofOther] = [dot + a * b, ofOne + a * a, ofOther + b * b];
  }
  return dot / Math.sqrt(ofOne * ofOther || 1);
}

async function fill(index: SearchIndex, entries: readonly IndexEntry[]): Promise<readonly number[]> {
  const times: number[] = [];
  for (let at = 0; at < entries.length; at += entriesPut) {
    for (let from = at; from < Math.min(at + entriesPut, entries.length); from += 20)
      await noted(times, () => index.put(entries.slice(from, from + 20)));
  }
  return times;
}

interface Measured {
  readonly passages: number;
  readonly vectors: 'one by one' | 'graph';
  readonly recallAt10: number;
  readonly times: Readonly<Record<'words' | 'both' | 'vector' | 'put of 20', Times>>;
}

async function measure(count: number, embedder: Embedder): Promise<readonly Measured[]> {
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
        await noted(lexical, () => search({ tenantId, query, weights: { vector: 0 } }));
        await noted(hybrid, () => search({ tenantId, query }));
        await noted(vector, () => search({ tenantId, query, weights: { lexical: 0 } }));
      }
      return { words: summary(lexical), both: summary(hybrid), vector: summary(vector) };
    };
    const answers = await ask(exact);
    const nearest = await Promise.all(vectors.map((vector) => near(exact, vector)));
    const graph = await openEmbeddedIndex({ ...database, modelId, dimensions, exactMax: -1 });
    const next = await graph.begin();
    const graphPuts = await fill(next.index, entries);
    const graphAnswers = await ask(next.index);
    const vectorOf = new Map(entries.map((entry) => [keyOf(entry), entry.vector]));
    let [found, wanted] = [0, 0];
    for (const [at, vector] of vectors.entries()) {
      const nearnessOf = (key: string): number => nearness(vector, vectorOf.get(key));
      // Many passages are identical, so every passage that is as near as the tenth counts as right.
      const least = Math.min(...(nearest[at] ?? []).map(nearnessOf)) - 1e-5;
      found += (await near(next.index, vector)).filter((key) => nearnessOf(key) >= least).length;
      wanted += nearest[at]?.length ?? 0;
    }
    const passages = entries.length;
    return [
      { passages, vectors: 'one by one', recallAt10: 1, times: { ...answers, 'put of 20': summary(puts) } },
      { passages, vectors: 'graph', recallAt10: found / wanted, times: { ...graphAnswers, 'put of 20': summary(graphPuts) } },
    ];
  } finally {
    await database.close();
    await rm(parent, { recursive: true });
  }
}

const { values } = parseArgs({ options: { sizes: { type: 'string', default: '1000,10000,100000' } } });
const embedder = await loadGloveEmbedder();
const measured: Measured[] = [];
for (const size of values.sizes.split(',').map(Number)) {
  measured.push(...(await measure(size, embedder)));
  process.stderr.write(`${size} passages are measured\n`);
}
await report({
  name: 'search',
  tables: [
    {
      title: 'Searches, and writing 20 passages, which is as long as a search may have to wait',
      columns: ['passages', 'vectors', 'what', 'p50 ms', 'p95 ms', 'longest ms', 'recall@10'],
      rows: measured.flatMap(({ passages, vectors, recallAt10, times }) =>
        Object.entries(times).map(([what, { p50Ms, p95Ms, maxMs }]) => [
          passages,
          vectors,
          what,
          p50Ms,
          p95Ms,
          maxMs,
          what === 'vector' ? recallAt10 : '',
        ]),
      ),
    },
  ],
  demands: [
    { what: 'the smallest recall@10 of the graph', value: Math.min(...measured.map(({ recallAt10 }) => recallAt10)), atLeast: 0.95 },
  ],
  measured,
});
