import type { ChunkId, DatasetId, DocumentId, TenantId } from '@ragtime/domain';
import { hashEmbedder } from '@ragtime/models';
import { realMachine as machine, TimedOut } from '@ragtime/runtime';
import { describe, expect, test } from 'vitest';
import { createMemoryIndex } from '../memory/memory-index.ts';
import type { IndexEntry, ProposalRequest } from '../search-index.ts';
import type { Visibility } from '../visibility/rows.ts';
import { createSearch, type SearchLimits, type SearchQuery } from './search.ts';

const embedder = hashEmbedder({ dimensions: 8 });
const tenantId = 'tenant' as TenantId;

/** An index of these texts, each its own document, with rows that show the texts for which `isVisible` is true. */
async function over(
  texts: readonly string[],
  { isVisible = () => true, limits = {} }: { readonly isVisible?: (text: string) => boolean; readonly limits?: Partial<SearchLimits> } = {},
) {
  const index = createMemoryIndex({ modelId: embedder.modelId, dimensions: embedder.dimensions });
  const vectors = await embedder.embed(texts);
  const entries = texts.map(
    (text, at): IndexEntry => ({
      tenantId,
      datasetId: 'dataset' as DatasetId,
      documentId: `document-${at}` as DocumentId,
      chunkId: `chunk-${at}` as ChunkId,
      run: 1,
      revision: 0,
      partition: 0,
      from: 1,
      ordinal: 0,
      text,
      headings: [],
      tokens: 1,
      pages: undefined,
      lines: undefined,
      boxes: undefined,
      kind: 'text',
      language: 'en',
      vector: vectors[at] ?? new Float32Array(8),
    }),
  );
  await index.put(entries);
  const asked: ProposalRequest[] = [];
  const visibility: Visibility = {
    position: async () => new Map(),
    holding: async (_positions, _scope, candidates) =>
      candidates.flatMap(({ documentId }, place) => {
        const entry = entries.find((each) => each.documentId === documentId);
        return entry !== undefined && isVisible(entry.text) ? [{ place, datasetId: entry.datasetId, name: documentId, metadata: {} }] : [];
      }),
    documents: async (_positions, _scope, limit) => entries.map(({ documentId }) => documentId).slice(0, limit),
    document: async () => undefined,
    edits: async () => [],
  };
  const propose = async (request: ProposalRequest) => {
    asked.push(request);
    return await index.propose(request);
  };
  const search = createSearch({ index: { ...index, propose }, visibility, embedder, machine, limits });
  return {
    asked,
    search: async (query: Partial<SearchQuery>, signal?: AbortSignal) => await search({ tenantId, query: 'battery', ...query }, signal),
  };
}

const many = (count: number, word: string) => Array.from({ length: count }, (_, number) => `${word} ${number}`);

describe('a search', () => {
  test('shows the best first, and no more than asked for', async () => {
    const { search } = await over(['battery and a good many other words that make it long', 'battery', ...many(5, 'screen')]);
    const { items } = await search({ limit: 2, weights: { vector: 0 } });
    expect(items.map(({ documentId }) => documentId)).toStrictEqual(['document-1', 'document-0']);
    expect((await search({ limit: 1 })).items).toHaveLength(1);
  });
  test('counts found passages by document, shown or not', async () => {
    const { search } = await over(many(5, 'battery'));
    const { items, documents } = await search({ limit: 1, weights: { vector: 0 } });
    expect([items.length, documents.length, documents[0]?.count]).toStrictEqual([1, 5, 1]);
  });
  test('asks for more proposals while too few of them are visible', async () => {
    const { search, asked } = await over([...many(30, 'battery'), 'a battery that is far behind the others by its length'], {
      isVisible: (text) => text.includes('behind'),
      limits: { candidates: [10, 40] },
    });
    const { items, incomplete } = await search({ weights: { vector: 0 }, limit: 1 });
    expect(items).toHaveLength(1);
    expect(incomplete).toBe(false);
    expect(asked.map(({ candidates }) => candidates)).toStrictEqual([10, 40]);
  });
  test('reports that it is incomplete when it reached its limit', async () => {
    const { search } = await over(many(30, 'battery'), { isVisible: (text) => text.endsWith('29'), limits: { candidates: [5, 10] } });
    expect(await search({ weights: { vector: 0 } })).toMatchObject({ items: [], incomplete: true });
  });
  test('is complete when there are no more matches, however few there are', async () => {
    const { search } = await over(many(3, 'battery'));
    expect((await search({ limit: 100 })).incomplete).toBe(false);
  });
  test('asks only the sides that have a weight', async () => {
    const { search, asked } = await over(['battery', 'screen']);
    await search({ weights: { vector: 0 } });
    await search({ weights: { lexical: 0, vector: 1 } });
    expect(asked.map(({ text, vector }) => [text !== undefined, vector !== undefined])).toStrictEqual([
      [true, false],
      [false, true],
    ]);
  });
  test('leaves out hits with too low a score', async () => {
    const { search } = await over(['battery', 'battery and a good many other words that make it long', ...many(5, 'screen')]);
    const { items } = await search({ weights: { vector: 0 }, minScore: 0.99 });
    expect(items.map(({ score }) => score)).toStrictEqual([1]);
  });
  test('has highlights unless the query asks for none', async () => {
    const { search } = await over(['a battery']);
    expect((await search({})).items[0]?.highlights?.snippet).toBe('a <em>battery</em>');
    expect((await search({ highlight: false })).items[0]?.highlights).toBeUndefined();
  });
  test('filters by the rows when a filter fits too many documents for the index', async () => {
    const { search, asked } = await over(many(5, 'battery'), { limits: { filteredDocumentsMax: 5 } });
    await search({ metadata: { year: 2026 } });
    expect(asked[0]?.documentIds).toBeUndefined();
    const { search: narrow, asked: named } = await over(many(4, 'battery'), { limits: { filteredDocumentsMax: 5 } });
    await narrow({ metadata: { year: 2026 } });
    expect(named[0]?.documentIds).toHaveLength(4);
  });
  test('ends when its time is over or its caller has left', async () => {
    const { search } = await over(many(5, 'battery'), { limits: { timeoutMs: 0 } });
    await expect(search({}, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    const slow = createSearch({
      index: createMemoryIndex({ modelId: embedder.modelId, dimensions: 8 }),
      visibility: { ...({} as Visibility), position: async () => await new Promise<never>(() => {}) },
      embedder,
      machine,
      limits: { timeoutMs: 1 },
    });
    await expect(slow({ tenantId, query: 'battery' })).rejects.toThrow(TimedOut);
  });
});
