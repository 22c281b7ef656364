import type { ChunkId, DatasetId, DocumentId, TenantId } from '@ragtime/domain';
import { useDatabase } from '@ragtime/read-model/testing';
import { describe, expect, test } from 'vitest';
import { searchIndexContract } from '../contract/index.ts';
import type { IndexEntry } from '../search-index.ts';
import { openEmbeddedIndex } from './open.ts';

const database = useDatabase();
const open = async (modelId = 'm', dimensions = 3, exactMax = 20_000) =>
  await openEmbeddedIndex({ pool: database().pool, bulk: database().bulk, modelId, dimensions, exactMax });

async function openEmpty(exactMax?: number) {
  const index = await open('m', 3, exactMax);
  await index.switchTo((await index.begin()).generation);
  return index;
}

searchIndexContract('in the database, compared one by one', async () => ({ index: await openEmpty(), close: async () => {} }));
searchIndexContract('in the database, through a graph', async () => {
  return { index: await openEmpty(-1), close: async () => {} };
});

const entry = (name: string): IndexEntry => ({
  tenantId: 't' as TenantId,
  datasetId: 'd' as DatasetId,
  documentId: 'o' as DocumentId,
  chunkId: name as ChunkId,
  run: 1,
  revision: 0,
  partition: 0,
  from: 1,
  ordinal: 1,
  text: name,
  headings: [],
  tokens: 1,
  pages: undefined,
  lines: undefined,
  kind: 'text',
  vector: Float32Array.of(1, 0, 0),
});

describe('an index of the database', () => {
  test('is there again after a start', async () => {
    await (await openEmpty()).put([entry('kept')]);
    const again = await open();
    expect([again.origin, await again.count()]).toStrictEqual(['kept', 1]);
  });
  test('answers for no other model than its own', async () => {
    await (await openEmpty()).put([entry('of m')]);
    const other = await open('other', 4);
    expect([other.origin, await other.count(), other.dimensions]).toStrictEqual(['replaced', 0, 4]);
    expect((await open()).origin).toBe('replaced');
  });
  test('wants a graph when it has grown, and has one when it is filled anew', async () => {
    const index = await openEmpty(1);
    await index.put([entry('one'), entry('two')]);
    expect(await index.wantsGraph()).toBe(true);
    await index.switchTo((await index.begin()).generation);
    expect(await index.wantsGraph()).toBe(false);
  });
  test('is switched from one statement to the next, and back', async () => {
    const index = await openEmpty();
    await index.put([entry('old')]);
    const next = await index.begin();
    await next.index.put([entry('new'), entry('newer')]);
    expect(await index.count()).toBe(1);
    await index.switchTo(next.generation);
    expect(await index.count()).toBe(2);
    const before = await index.previous();
    await index.switchTo(before?.generation ?? 0);
    expect(await index.count()).toBe(1);
    expect((await index.previous())?.generation).toBe(next.generation);
  });
  test('that was begun and never finished is dropped', async () => {
    const index = await openEmpty();
    const half = await index.begin();
    await half.index.put([entry('half')]);
    const again = await open();
    expect(again.generation()).toBe(index.generation());
    await expect(half.index.count()).rejects.toThrow('does not exist');
  });
});
