import { chunkIds } from '@ragtime/contracts/artifacts';
import type { ChunkId } from '@ragtime/domain';
import { type OutcomePosition, type StoppedKey } from '@ragtime/event-log';
import { useDatabase } from '@ragtime/read-model/testing';
import { discardVisibility, visibilityIn } from '@ragtime/read-model/visibility';
import { realMachine as machine, silentLogger } from '@ragtime/runtime';
import { createChunks, createSearch, openEmbeddedIndex, type SearchQuery, type SwitchableIndex } from '@ragtime/search-index';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NotDeletedYet, type SearchProjector, startSearchProjector } from './start.ts';
import { createWorld, dataset, document, embedder, partitions, tenantId, type World } from './testing/world.ts';

const database = useDatabase();
const [handbook, other] = [dataset('handbook'), dataset('other')];
const [policy, manual] = [document('policy'), document('manual')];
let world: World;
let index: SwitchableIndex;
let projector: SearchProjector;
let stopped: StoppedKey[];

async function start(laterMs = 0, put?: SwitchableIndex['put']): Promise<void> {
  const { pool, bulk } = database();
  index = await openEmbeddedIndex({ pool, bulk, modelId: embedder.modelId, dimensions: embedder.dimensions });
  projector = await startSearchProjector({
    database: database(),
    index: put === undefined ? index : { ...index, put },
    embedder,
    partitions,
    logger: silentLogger,
    log: world.log,
    codec: world.codec,
    blobs: world.blobs,
    vault: world.vault,
    machine: {
      ...machine,
      clock: {
        ...machine.clock,
        nowMs: () => machine.clock.nowMs() + laterMs,
      },
    },
    onStoppedKey: (key) => stopped.push(key),
  });
}
const seen = async ({ partition, position }: OutcomePosition) =>
  expect(await projector.tracker.waitFor(new Map([[partition, position]]), { timeoutMs: 20_000 })).toBe('reached');
const search = async (query: string, change: Partial<SearchQuery> = {}) =>
  await createSearch({ index, visibility: visibilityIn(database().pool), embedder, machine })({
    tenantId,
    query,
    weights: { vector: 0 },
    ...change,
  });
const textsOf = async (query: string, change: Partial<SearchQuery> = {}) =>
  (await search(query, change)).items.map(({ text }) => text).toSorted();
const firstOf = (name: typeof policy, text: string): ChunkId => chunkIds(name, 0, [text])[0] ?? ('' as ChunkId);

beforeEach(async () => {
  stopped = [];
  world = await createWorld(machine);
  const { pool, bulk } = database();
  const empty = await openEmbeddedIndex({ pool, bulk, modelId: embedder.modelId, dimensions: embedder.dimensions });
  await empty.switchTo((await empty.begin()).generation);
  await discardVisibility(database().bulk);
  await world.createDataset(handbook);
  await world.createDataset(other);
  await start();
});
afterEach(async () => {
  await projector.stop();
  await world.stop();
});

const chunks = () => createChunks({ index, visibility: visibilityIn(database().pool) });
const listed = async (of = policy) =>
  (await chunks().list({ tenantId, datasetId: handbook, documentId: of }, { limit: 50 }))?.items.map(({ text }) => text);

describe('a document', () => {
  test('is found once it was parsed, with its name and metadata', async () => {
    await world.upload(handbook, policy, { year: 2026 });
    await seen(await world.parse(handbook, policy, ['the battery lasts ten hours', 'the screen is bright']));
    const { items, documents, incomplete } = await search('battery life');
    const expected = { documentId: policy, datasetId: handbook, name: 'policy.md', metadata: { year: 2026 }, pages: [1, 1] };
    expect(items).toMatchObject([{ ...expected, text: 'the battery lasts ten hours' }]);
    expect(items[0]?.highlights?.snippet).toBe('the <em>battery</em> lasts ten hours');
    expect(documents).toStrictEqual([{ documentId: policy, name: 'policy.md', count: 1 }]);
    expect(incomplete).toBe(false);
  });
  test('is found by the endings of the language that its run was asked for in, its edited passages too', async () => {
    await world.upload(handbook, policy);
    await seen(await world.parse(handbook, policy, ['die Rechnungen', 'etwas anderes'], { language: 'de' }));
    expect(await textsOf('Rechnung')).toStrictEqual(['die Rechnungen']);
    await seen(await world.edit(handbook, policy, firstOf(policy, 'die Rechnungen'), { text: 'die Häuser' }));
    expect(await textsOf('Haus')).toStrictEqual(['die Häuser']);
    expect(await textsOf('Rechnung')).toStrictEqual([]);
  });
  test('shows its newest run and nothing of the one before', async () => {
    await world.upload(handbook, policy);
    await seen(await world.parse(handbook, policy, ['battery old', 'battery both']));
    await seen(await world.parse(handbook, policy, ['battery both', 'battery new']));
    expect(await textsOf('battery')).toStrictEqual(['battery both', 'battery new']);
    expect(await index.count()).toBe(4);
  });
  test('is out of every search while it is disabled, and needs no index to come back', async () => {
    await world.upload(handbook, policy);
    await world.parse(handbook, policy, ['battery']);
    await seen(await world.change(handbook, policy, false));
    expect(await textsOf('battery')).toStrictEqual([]);
    await seen(await world.change(handbook, policy, true));
    expect(await textsOf('battery')).toStrictEqual(['battery']);
  });
  test('that was deleted is found by nobody, and leaves nothing once it is erased', async () => {
    await world.upload(handbook, policy);
    await seen(await world.parse(handbook, policy, ['battery', 'battery two']));
    await seen(await world.type(handbook, policy, 'typed' as ChunkId, 'battery three'));
    await expect(projector.erase({ datasetId: handbook, documentId: policy })).rejects.toThrow(NotDeletedYet);
    await seen(await world.deleteDocument(handbook, policy));
    expect(await textsOf('battery')).toStrictEqual([]);
    // Three entries; rows of the document, its run and its edit.
    expect(await projector.erase({ datasetId: handbook, documentId: policy })).toBe(6);
    expect(await index.count()).toBe(0);
    expect(await projector.erase({ datasetId: handbook, documentId: policy })).toBe(0);
  });
  test('goes with its dataset', async () => {
    await world.upload(handbook, policy);
    await world.upload(other, manual);
    await seen(await world.parse(handbook, policy, ['battery mine']));
    await seen(await world.parse(other, manual, ['battery theirs']));
    await seen(await world.close(handbook));
    expect(await textsOf('battery')).toStrictEqual(['battery theirs']);
    expect(await projector.erase({ datasetId: handbook })).toBe(3);
    expect(await textsOf('battery')).toStrictEqual(['battery theirs']);
    expect(await index.count()).toBe(1);
  });
});

describe('a filter', () => {
  beforeEach(async () => {
    await world.upload(handbook, policy, { year: 2026, by: ['ada', 'bob'] });
    await world.upload(other, manual, { year: 2025 });
    await seen(await world.parse(handbook, policy, ['battery policy']));
    await seen(await world.parse(other, manual, ['battery manual']));
  });
  test.each([
    ['of datasets', { datasetIds: [handbook] }, ['battery policy']],
    ['of documents', { documentIds: [manual] }, ['battery manual']],
    ['of metadata', { metadata: { year: 2026 } }, ['battery policy']],
    ['of any of some metadata', { metadata: { year: [2024, 2025] } }, ['battery manual']],
    ['of a member of a list', { metadata: { by: 'bob' } }, ['battery policy']],
    ['of no value at all', { metadata: { year: [] } }, []],
    ['that nothing fits', { metadata: { year: 2026 }, datasetIds: [other] }, []],
    ['of another tenant', { tenantId: 'another' as never }, []],
  ])('%s holds', async (_name, filter, expected) => {
    expect(await textsOf('battery', filter)).toStrictEqual(expected);
    expect(await textsOf('battery', { ...filter, weights: { lexical: 0, vector: 1 } })).toStrictEqual(expected);
  });
  test('of metadata follows them at once', async () => {
    await seen(
      await world.submit({ type: 'ChangeDocument', datasetId: other, documentId: manual, metadata: world.seal(manual, '{"year":2026}') }),
    );
    expect(await textsOf('battery', { metadata: { year: 2026 } })).toStrictEqual(['battery manual', 'battery policy']);
    expect(await textsOf('battery', { metadata: { year: 2025 } })).toStrictEqual([]);
  });
});

describe('a passage', () => {
  beforeEach(async () => {
    await world.upload(handbook, policy);
    await seen(await world.parse(handbook, policy, ['battery one', 'battery two', 'battery three']));
  });
  const [one, two] = [firstOf(policy, 'battery one'), firstOf(policy, 'battery two')];
  const typed = 'typed' as ChunkId;

  test('that was edited is found by its new text only, at its place', async () => {
    await seen(await world.edit(handbook, policy, two, { text: 'screen two' }));
    expect(await textsOf('battery')).toStrictEqual(['battery one', 'battery three']);
    expect(await textsOf('screen')).toStrictEqual(['screen two']);
    expect(await listed()).toStrictEqual(['battery one', 'screen two', 'battery three']);
  });
  test('that was edited twice has one text', async () => {
    await world.edit(handbook, policy, two, { text: 'screen two' });
    await seen(await world.edit(handbook, policy, two, { text: 'screen two again' }));
    expect(await textsOf('screen')).toStrictEqual(['screen two again']);
  });
  test('that is disabled is listed and not found, whoever wrote its text', async () => {
    await world.edit(handbook, policy, one, { enabled: false });
    await world.edit(handbook, policy, two, { text: 'screen two' });
    await seen(await world.edit(handbook, policy, two, { enabled: false }));
    expect(await textsOf('battery screen')).toStrictEqual(['battery three']);
    expect(await listed()).toStrictEqual(['battery one', 'screen two', 'battery three']);
    await world.edit(handbook, policy, one, { enabled: true });
    await seen(await world.edit(handbook, policy, two, { enabled: true }));
    expect(await textsOf('battery screen')).toStrictEqual(['battery one', 'battery three', 'screen two']);
  });
  test('that was deleted is gone from searches and lists', async () => {
    await seen(await world.deleteChunk(handbook, policy, two));
    expect(await textsOf('battery')).toStrictEqual(['battery one', 'battery three']);
    expect(await listed()).toStrictEqual(['battery one', 'battery three']);
    const { chunk } = await chunks().get({ tenantId, datasetId: handbook, documentId: policy }, two);
    expect(chunk).toBeUndefined();
  });
  test('that was typed in is found and listed last, until it is deleted', async () => {
    await seen(await world.type(handbook, policy, typed, 'battery typed'));
    expect(await listed()).toStrictEqual(['battery one', 'battery two', 'battery three', 'battery typed']);
    expect(await textsOf('typed')).toStrictEqual(['battery typed']);
    const { chunk } = await chunks().get({ tenantId, datasetId: handbook, documentId: policy }, typed);
    expect(chunk).toMatchObject({ run: 0, edited: true, enabled: true });
    await seen(await world.deleteChunk(handbook, policy, typed, 0));
    expect(await textsOf('typed')).toStrictEqual([]);
  });
  test('loses what hands did to it when its document is parsed again', async () => {
    await world.edit(handbook, policy, one, { text: 'screen one' });
    await world.deleteChunk(handbook, policy, two);
    await seen(await world.type(handbook, policy, typed, 'battery typed'));
    await seen(await world.parse(handbook, policy, ['battery one', 'battery two']));
    expect(await listed()).toStrictEqual(['battery one', 'battery two']);
    expect(await textsOf('battery screen')).toStrictEqual(['battery one', 'battery two']);
  });
  test('keeps what hands did to it when that was asked for', async () => {
    await world.edit(handbook, policy, one, { text: 'screen one' });
    await world.edit(handbook, policy, firstOf(policy, 'battery three'), { text: 'screen three' });
    await world.deleteChunk(handbook, policy, two);
    await seen(await world.type(handbook, policy, typed, 'battery typed'));
    await seen(await world.parse(handbook, policy, ['battery zero', 'battery two', 'battery one'], { keepEdits: true }));
    // The first is made again, further down; the third is not, and stays as a passage of its own.
    expect(await textsOf('battery screen')).toStrictEqual(['battery typed', 'battery zero', 'screen one', 'screen three']);
    expect(await listed()).toStrictEqual(['battery zero', 'screen one', 'screen three', 'battery typed']);
  });
  test('is listed once, page by page, whatever hands did', async () => {
    await world.edit(handbook, policy, two, { text: 'screen two' });
    await world.deleteChunk(handbook, policy, one);
    await seen(await world.type(handbook, policy, typed, 'battery typed'));
    const place = { tenantId, datasetId: handbook, documentId: policy };
    const texts: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await chunks().list(place, { limit: 1, cursor });
      texts.push(...(page?.items.map(({ text }) => text) ?? []));
      cursor = page?.nextCursor;
    } while (cursor !== undefined);
    expect(texts).toStrictEqual(['screen two', 'battery three', 'battery typed']);
  });
});

describe('an artifact that is missing', () => {
  const stop = async (run = 'nowhere') => {
    await world.upload(handbook, policy);
    return await world.parse(handbook, policy, ['battery'], { artifact: `t/d/policy/${run}` });
  };

  test('stops its dataset, and no other', async () => {
    await stop();
    await world.upload(other, manual);
    const at = await world.parse(other, manual, ['battery elsewhere']);
    await seen(at);
    await projector.caughtUp();
    expect(await textsOf('battery')).toStrictEqual(['battery elsewhere']);
    expect(stopped).toMatchObject([{ key: handbook, category: 'handler-threw', detail: expect.stringContaining('BlobMissing') }]);
    const partition = stopped[0]?.partition ?? at.partition;
    expect(await projector.resolve(partition, handbook)).toBe('still-failing');
    await world.blobs.move(await world.leave(policy, 1, ['battery found again']), 't/d/policy/nowhere');
    expect(await projector.resolve(partition, handbook)).toBe('resolved');
    expect(await textsOf('battery')).toStrictEqual(['battery elsewhere', 'battery found again']);
    await seen(await world.parse(handbook, policy, ['battery anew']));
    expect(await textsOf('battery')).toStrictEqual(['battery anew', 'battery elsewhere']);
  });
  test('is said as well when it is damaged, or when an event is', async () => {
    await world.upload(handbook, policy);
    const left = await world.leave(policy, 1, ['battery']);
    await world.blobs.remove([left]);
    await world.blobs.write(left, once(Buffer.from('no manifest')), { bytesMax: 100 });
    await world.parse(handbook, policy, ['battery'], { artifact: left });
    await world.upload(other, manual);
    await world.submit({ type: 'ChangeDocument', datasetId: other, documentId: manual, metadata: world.seal(manual, 'no JSON') });
    await projector.caughtUp();
    await expect
      .poll(() => stopped.map(({ key, detail }) => `${key} ${detail}`).toSorted())
      .toStrictEqual([
        'handbook DocumentParsed: ArtifactInvalid: not a manifest',
        'other DocumentMetadataReplaced: EventInvalid: the metadata are no JSON object',
      ]);
  });
  test('is no trouble when its document is parsed again further on', async () => {
    await projector.stop();
    await stop();
    for (let each = 0; each < 80; each += 1) await world.change(handbook, policy, each % 2 === 1);
    await world.parse(handbook, policy, ['battery again']);
    await start();
    await projector.caughtUp();
    expect(stopped).toStrictEqual([]);
    expect(await textsOf('battery')).toStrictEqual(['battery again']);
  });
  test('is no trouble when its document is deleted further on', async () => {
    await projector.stop();
    await stop();
    for (let each = 0; each < 40; each += 1) await world.upload(handbook, document(`document-${each}`));
    for (let each = 0; each < 40; each += 1) await world.change(handbook, document(`document-${each}`), false);
    await world.deleteDocument(handbook, policy);
    await start();
    await projector.caughtUp();
    expect(stopped).toStrictEqual([]);
    expect(await textsOf('battery')).toStrictEqual([]);
  });
});

describe('a passage that the index refuses', () => {
  test('stops its dataset and not the partition; what the index fails to do is tried again', async () => {
    await projector.stop();
    const put = index.put.bind(index);
    let failures = 0;
    await start(0, async (entries) => {
      if (entries.some(({ documentId }) => documentId === policy)) throw Object.assign(new Error('no such value'), { code: '22021' });
      failures += 1;
      if (failures < 3) throw new Error('down');
      await put(entries);
    });
    await world.upload(handbook, policy);
    await world.upload(other, manual);
    await world.parse(handbook, policy, ['battery']);
    await seen(await world.parse(other, manual, ['battery elsewhere']));
    await expect.poll(() => stopped.map(({ key }) => key)).toStrictEqual([handbook]);
    expect(failures).toBe(3);
    expect(await textsOf('battery')).toStrictEqual(['battery elsewhere']);
  });
});

describe('what is out of sight', () => {
  test('is removed once no search can see it, and not before', async () => {
    await world.upload(handbook, policy);
    await seen(await world.parse(handbook, policy, ['battery one']));
    await seen(await world.edit(handbook, policy, firstOf(policy, 'battery one'), { text: 'battery edited' }));
    await seen(await world.parse(handbook, policy, ['battery two']));
    expect(await projector.sweep()).toBe(0);
    await projector.stop();
    await start(60_000);
    expect(await projector.sweep()).toBe(2);
    expect(await index.count()).toBe(1);
    expect(await textsOf('battery')).toStrictEqual(['battery two']);
  });
  test('is removed too when no row ever named it', async () => {
    await world.upload(handbook, policy);
    const { partition, position } = await world.parse(handbook, policy, ['battery one']);
    await seen({ partition, position } as OutcomePosition);
    const [entry] = await index.list({ documentId: policy, run: 1 }, { limit: 1, after: undefined });
    if (entry === undefined) throw new Error('it was indexed');
    const late = { ...entry, run: 7, vector: new Float32Array(embedder.dimensions) };
    await index.put([late, { ...late, run: 8, from: position.offset + 1 }]);
    expect(await textsOf('battery')).toStrictEqual(['battery one']);
    expect(await projector.sweep()).toBe(1);
    expect((await index.get([{ ...late, run: 8 }])).length).toBe(1);
  });
});

describe('a rebuild', () => {
  beforeEach(async () => {
    await world.upload(handbook, policy);
    await world.upload(handbook, manual);
    await world.parse(handbook, policy, ['battery one', 'battery two']);
    await world.parse(handbook, policy, ['battery one', 'battery three']);
    await world.edit(handbook, policy, firstOf(policy, 'battery one'), { text: 'battery edited' });
    await seen(await world.parse(handbook, manual, ['screen one']));
  });
  const expected = ['battery edited', 'battery three'];

  test('comes to the same passages, without what is out of sight', async () => {
    const report = await projector.rebuild();
    expect(report).toMatchObject({ same: true, after: { entries: 4 }, retrieval: { agreement: 1 } });
    expect(report.generation).toBe(index.generation());
    expect(await textsOf('battery')).toStrictEqual(expected);
    // Two runs' passages, of which one is edited, and the edit.
    expect(await index.count()).toBe(4);
  });
  test('can be switched back, to an index that has missed nothing', async () => {
    await projector.rebuild();
    await seen(await world.parse(handbook, manual, ['battery manual']));
    expect(await textsOf('battery')).toStrictEqual([...expected, 'battery manual'].toSorted());
    await projector.switchBack();
    expect(await textsOf('battery')).toStrictEqual([...expected, 'battery manual'].toSorted());
    await projector.switchBack();
    expect(await textsOf('battery')).toStrictEqual([...expected, 'battery manual'].toSorted());
  });
  test('shows no gap to whoever searches, while documents come and go', async () => {
    let isOver = false;
    const answers: number[] = [];
    const reading = (async () => {
      while (!isOver) answers.push((await search('battery')).items.filter(({ documentId }) => documentId === policy).length);
    })();
    for (let round = 0; round < 3; round += 1) {
      const rebuilding = projector.rebuild();
      await seen(await world.parse(handbook, manual, [`battery ${round}`]));
      expect((await rebuilding).same).toBe(true);
      expect(await textsOf('battery')).toStrictEqual([...expected, `battery ${round}`].toSorted());
    }
    isOver = true;
    await reading;
    expect(answers.length).toBeGreaterThan(3);
    expect(new Set(answers)).toStrictEqual(new Set([2]));
  });
  test('that is stopped leaves what answers as it was', async () => {
    const cut = new AbortController();
    const before = index.generation();
    await expect(projector.rebuild({ signal: cut.signal, onProgress: () => cut.abort(new Error('enough')) })).rejects.toThrow('enough');
    expect(index.generation()).toBe(before);
    expect(await textsOf('battery')).toStrictEqual(expected);
    expect((await projector.rebuild()).same).toBe(true);
  });
});

test('an installation without anything answers nothing', async () => {
  await projector.stop();
  await discardVisibility(database().bulk);
  expect(await search('battery', { metadata: { year: 2026 }, datasetIds: [], weights: { vector: 1 } })).toMatchObject({
    items: [],
    documents: [],
  });
  expect(await chunks().list({ tenantId, datasetId: handbook, documentId: policy }, { limit: 1 })).toBeUndefined();
});

test('a start goes on where the last one stopped', async () => {
  await world.upload(handbook, policy);
  await seen(await world.parse(handbook, policy, ['battery before']));
  await projector.stop();
  await world.upload(handbook, manual);
  const at = await world.parse(handbook, manual, ['battery meanwhile']);
  await start();
  await seen(at);
  expect(index.origin).toBe('kept');
  expect(await textsOf('battery')).toStrictEqual(['battery before', 'battery meanwhile']);
});

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
