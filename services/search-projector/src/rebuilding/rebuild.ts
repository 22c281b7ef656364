import { createHash } from 'node:crypto';
import type { ChunkId, DocumentId, TenantId } from '@ragtime/domain';
import { messageOf } from '@ragtime/runtime';
import type { IndexEntry, SearchIndex } from '@ragtime/search';
import { keyOf } from '@ragtime/search';
import { artifactsOf, isRunOpen, type VisibleRun, visibilityIn, visibleEdits, visibleRuns } from '@ragtime/search/visibility';
import { isUnreadable, readRun } from '../artifacts/read-run.ts';
import type { SearchProjectorOptions } from '../options.ts';
import type { Claims } from '../projecting/claims.ts';
import type { KeptIndexes } from '../projecting/indexes.ts';
import { sweepUnnamed } from '../sweeping/sweep.ts';

export interface IndexDigest {
  /** 64 hexadecimal digits over every visible passage: its key, place and text. */
  readonly sha256: string;
  readonly entries: number;
}

export interface RebuildProgress {
  readonly phase: 'building' | 'comparing' | 'switching';
  readonly documents: number;
}

export interface SearchRebuildReport {
  readonly generation: number;
  readonly before: IndexDigest;
  readonly after: IndexDigest;
  readonly same: boolean;
  /** The result of searches with texts from the index: the share of the old index's best ten hits that the new one finds too. */
  readonly retrieval: { readonly searches: number; readonly agreement: number };
}

/** The rebuild ended before its switch. The live index stays live. */
export class RebuildStopped extends Error {
  override readonly name = 'RebuildStopped';
}

export interface RebuildNeeds extends Pick<SearchProjectorOptions, 'database' | 'index' | 'blobs' | 'embedder'> {
  readonly kept: KeptIndexes;
  readonly claims: Claims;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: RebuildProgress) => void;
}

const pageRows = 100;
const samplesMax = 50;

/**
 * Fills a new index beside the live one from the visible passages, so the cost of a rebuild depends only on them. From its start on, every new
 * entry goes into both, so the log is not read a second time. Readers notice nothing. The old index stays up to date until the next rebuild, so
 * that operators can switch back to it.
 */
export async function rebuildIndex(needs: RebuildNeeds): Promise<SearchRebuildReport> {
  const { index, kept, onProgress } = needs;
  const { generation, index: next } = await index.begin();
  kept.add(generation, next);
  try {
    await fill(needs, next);
    onProgress?.({ phase: 'comparing', documents: 0 });
    const samples: IndexSample[] = [];
    const before = await digestOf(needs, index, samples);
    const after = await digestOf(needs, next);
    const retrieval = await compare(index, next, samples);
    // Removes what was erased during the copy.
    await sweepUnnamed({ rows: visibilityIn(needs.database.bulk), index: next, kept, claims: needs.claims, signal: needs.signal });
    needs.signal.throwIfAborted();
    onProgress?.({ phase: 'switching', documents: 0 });
    await switchIndex(needs, generation);
    return { generation, before, after, same: before.sha256 === after.sha256, retrieval };
  } catch (cause) {
    kept.forget(generation);
    if (index.generation() !== generation) await index.drop(generation);
    throw new RebuildStopped(messageOf(cause), { cause });
  }
}

/** Keeps both up to date: the new live index and the one before it. */
export async function switchIndex({ index, kept }: Pick<RebuildNeeds, 'index' | 'kept'>, generation: number): Promise<void> {
  const previous = await index.previous();
  kept.add(index.generation(), index.current());
  if (previous !== undefined && previous.generation !== generation) kept.forget(previous.generation);
  await index.switchTo(generation);
}

async function* runsOf({ database, signal }: RebuildNeeds): AsyncGenerator<VisibleRun> {
  let after: DocumentId | undefined;
  for (;;) {
    const page = await visibleRuns(database.bulk, after, pageRows);
    for (const run of page) {
      signal.throwIfAborted();
      yield run;
    }
    after = page.at(-1)?.documentId;
    if (after === undefined) return;
  }
}

async function* editsOf({ database, signal }: RebuildNeeds) {
  let after: { readonly documentId: DocumentId; readonly chunkId: string } | undefined;
  for (;;) {
    const page = await visibleEdits(database.bulk, after, pageRows);
    signal.throwIfAborted();
    yield* page;
    after = page.at(-1);
    if (after === undefined) return;
  }
}

/** Copies runs from their artifacts, and edits from the old index, because their text exists elsewhere only sealed in the log. */
async function fill(needs: RebuildNeeds, next: SearchIndex): Promise<void> {
  let documents = 0;
  for await (const run of runsOf(needs)) {
    const partition = Number(run.partition.slice(run.partition.lastIndexOf('/') + 1));
    const artifacts = (await artifactsOf(needs.database.bulk, run)).map(({ artifact }) => artifact);
    const toRead = { ...run, partition, tenantId: run.tenantId as TenantId, artifacts };
    try {
      for await (const entries of readRun(needs, toRead)) await next.put(entries);
    } catch (error) {
      // The artifacts of a run disappear when it was deleted or parsed again since its row was read.
      if (!isUnreadable(error) || (await isRunOpen(needs.database.bulk, run))) throw error;
    }
    documents += 1;
    needs.onProgress?.({ phase: 'building', documents });
  }
  for await (const { documentId, chunkId, revision } of editsOf(needs)) {
    const [entry] = await needs.index.get([{ documentId, chunkId: chunkId as ChunkId, revision, run: 0 }]);
    if (entry === undefined) continue;
    const [vector = new Float32Array(needs.embedder.dimensions)] = await needs.embedder.embed([entry.text]);
    await next.put([{ ...entry, vector }]);
  }
  await next.refresh();
}

interface IndexSample {
  readonly tenantId: TenantId;
  readonly text: string;
}

async function digestOf(needs: RebuildNeeds, index: SearchIndex, samples?: IndexSample[]): Promise<IndexDigest> {
  const whole = createHash('sha256');
  let entries = 0;
  const add = (entry: Omit<IndexEntry, 'vector'>) => {
    entries += 1;
    whole.update(JSON.stringify([keyOf(entry), entry.ordinal, entry.text]));
  };
  for await (const { documentId, run } of runsOf(needs)) {
    let after: { readonly ordinal: number; readonly chunkId: ChunkId } | undefined;
    do {
      const page = await index.list({ documentId, run }, { limit: pageRows, after });
      for (const entry of page) add(entry);
      const [first] = page;
      if (samples !== undefined && samples.length < samplesMax && first !== undefined)
        samples.push({ tenantId: first.tenantId, text: firstWords(first.text) });
      after = page.length < pageRows ? undefined : page.at(-1);
    } while (after !== undefined);
  }
  for await (const { documentId, chunkId, revision } of editsOf(needs)) {
    for (const entry of await index.get([{ documentId, chunkId: chunkId as ChunkId, revision, run: 0 }])) add(entry);
  }
  return { sha256: whole.digest('hex'), entries };
}

const firstWords = (text: string): string => text.split(/\s+/u).slice(0, 8).join(' ');

/** Word statistics of the two differ slightly, because the old index still holds hidden entries. */
async function compare(old: SearchIndex, next: SearchIndex, samples: readonly IndexSample[]): Promise<SearchRebuildReport['retrieval']> {
  let [found, wanted] = [0, 0];
  for (const { tenantId, text } of samples) {
    const request = { tenantId, text, datasetIds: undefined, documentIds: undefined, vector: undefined, candidates: 10 };
    const [before, after] = [(await old.propose(request)).items, (await next.propose(request)).items];
    const alive = new Set((await next.get(before)).map(keyOf));
    const again = new Set(after.map(keyOf));
    const expected = before.map(keyOf).filter((key) => alive.has(key));
    wanted += expected.length;
    found += expected.filter((key) => again.has(key)).length;
  }
  return { searches: samples.length, agreement: wanted === 0 ? 1 : found / wanted };
}
