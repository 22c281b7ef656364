import { useDatabase } from '@ragtime/database/testing';
import type { ChunkId, DocumentId } from '@ragtime/domain';
import { describe, expect, test } from 'vitest';
import { anEntry as entry } from '../contract/an-entry.ts';
import { searchIndexContract, switchableIndexContract } from '../contract/index.ts';
import type { IndexEntry, SearchIndex } from '../search-index.ts';
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

switchableIndexContract('in the database', async () => ({ open: async (modelId, dimensions) => await open(modelId, dimensions) }));

describe('an index of the database', () => {
  test('asks for a rebuild when it has grown, and has a graph afterwards', async () => {
    const index = await openEmpty(1);
    await index.put([entry('one'), entry('two')]);
    expect(await index.wantsRebuild()).toBe(true);
    await index.switchTo((await index.begin()).generation);
    expect(await index.wantsRebuild()).toBe(false);
  });
  test('asks for a rebuild when most of its graph is deleted', async () => {
    const index = await openEmpty(1);
    await index.put([entry('one'), entry('two')]);
    await index.switchTo((await index.begin()).generation);
    const of = (name: string) => ({ ...entry(name), documentId: name as DocumentId });
    await index.put(Array.from({ length: 30 }, (_, at) => of(`document-${at}`)));
    for (let at = 0; at < 25; at += 1) await index.remove({ documentId: `document-${at}` as DocumentId });
    // The database updates its statistics a moment later.
    await expect.poll(async () => await index.wantsRebuild()).toBe(true);
    expect(await index.count()).toBe(5);
  });
});

describe('words of a language', () => {
  const of = (language: string, text: string): IndexEntry => ({ ...entry(text), chunkId: `${language} ${text}` as ChunkId, language });
  const found = async (index: SearchIndex, text: string) => {
    const all = { tenantId: entry('').tenantId, datasetIds: undefined, documentIds: undefined, vector: undefined, candidates: 10 };
    const { items } = await index.propose({ ...all, text });
    return items.map(({ chunkId }) => chunkId).toSorted();
  };

  test('match by their language’s endings', async () => {
    const index = await openEmpty();
    await index.put([of('de-AT', 'Die Rechnungen der alten Häuser'), of('fr', 'les factures mensuelles'), of('en', 'monthly invoices')]);
    expect(await found(index, 'Rechnung Haus')).toStrictEqual(['de-AT Die Rechnungen der alten Häuser']);
    expect(await found(index, 'facture mensuelle')).toStrictEqual(['fr les factures mensuelles']);
    expect(await found(index, 'invoice')).toStrictEqual(['en monthly invoices']);
  });
  test('of an unknown language match as they are written', async () => {
    const index = await openEmpty();
    await index.put([of('pl', 'faktury miesięczne'), of('x', '')]);
    expect(await found(index, 'Faktury')).toStrictEqual(['pl faktury miesięczne']);
    expect(await found(index, 'the')).toStrictEqual([]);
  });
  test('rank beside those of other languages, and change when a passage is overwritten', async () => {
    const index = await openEmpty();
    const [both, half] = [of('de', 'Motor Turbine'), of('en', 'motor of the car')];
    await index.put([both, half, of('en', 'unrelated words'), of('de', 'etwas anderes')]);
    expect(await found(index, 'motor turbine')).toStrictEqual([both.chunkId, half.chunkId]);
    await index.put([{ ...both, language: 'en', text: 'wheels' }]);
    expect(await found(index, 'motor turbine')).toStrictEqual([half.chunkId]);
    expect(await found(index, 'wheel')).toStrictEqual([both.chunkId]);
    expect((await index.get([both]))[0]?.language).toBe('en');
  });
});
