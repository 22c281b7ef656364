import type { OutcomePosition } from '@ragtime/event-log';
import { discardVisibility } from '@ragtime/search/visibility';
import { beforeEach, describe, expect, test } from 'vitest';
import { firstOf, handbook, manual, policy, useProjector } from './testing/use-projector.ts';
import { embedder, tenantId } from './testing/world.ts';

const here = useProjector();
const { start, seen, search, textsOf, chunks } = here;

describe('a hidden entry', () => {
  test('is removed once no search can see it, and not before', async () => {
    await here.world.upload(handbook, policy);
    await seen(await here.world.parse(handbook, policy, ['battery one']));
    await seen(await here.world.edit(handbook, policy, firstOf(policy, 'battery one'), { text: 'battery edited' }));
    await seen(await here.world.parse(handbook, policy, ['battery two']));
    expect(await here.projector.sweep()).toBe(0);
    await here.projector.stop();
    await start(60_000);
    expect(await here.projector.sweep()).toBe(2);
    expect(await here.index.count()).toBe(1);
    expect(await textsOf('battery')).toStrictEqual(['battery two']);
  });
  test('is also removed when no row ever named it', async () => {
    await here.world.upload(handbook, policy);
    const { partition, position } = await here.world.parse(handbook, policy, ['battery one']);
    await seen({ partition, position } as OutcomePosition);
    const [entry] = await here.index.list({ documentId: policy, run: 1 }, { limit: 1, after: undefined });
    if (entry === undefined) throw new Error('it was indexed');
    const late = { ...entry, run: 7, vector: new Float32Array(embedder.dimensions) };
    await here.index.put([late, { ...late, run: 8, from: position.offset + 1 }]);
    expect(await textsOf('battery')).toStrictEqual(['battery one']);
    expect(await here.projector.sweep()).toBe(1);
    expect((await here.index.get([{ ...late, run: 8 }])).length).toBe(1);
  });
});

describe('a rebuild', () => {
  beforeEach(async () => {
    await here.world.upload(handbook, policy);
    await here.world.upload(handbook, manual);
    await here.world.parse(handbook, policy, ['battery one', 'battery two']);
    await here.world.parse(handbook, policy, ['battery one', 'battery three']);
    await here.world.edit(handbook, policy, firstOf(policy, 'battery one'), { text: 'battery edited' });
    await seen(await here.world.parse(handbook, manual, ['screen one']));
  });
  const expected = ['battery edited', 'battery three'];

  test('gives the same passages, without hidden ones', async () => {
    const report = await here.projector.rebuild();
    expect(report).toMatchObject({ same: true, after: { entries: 4 }, switched: true, reasons: [], retrieval: { words: 1, vectors: 1 } });
    expect(report.generation).toBe(here.index.generation());
    expect(await textsOf('battery')).toStrictEqual(expected);
    // The passages of two runs, one of them edited, and the edit.
    expect(await here.index.count()).toBe(4);
  });
  test('can be switched back, to an index that has missed nothing', async () => {
    await here.projector.rebuild();
    await seen(await here.world.parse(handbook, manual, ['battery manual']));
    expect(await textsOf('battery')).toStrictEqual([...expected, 'battery manual'].toSorted());
    await here.projector.switchBack();
    expect(await textsOf('battery')).toStrictEqual([...expected, 'battery manual'].toSorted());
    await here.projector.switchBack();
    expect(await textsOf('battery')).toStrictEqual([...expected, 'battery manual'].toSorted());
  });
  test('shows searches no gap while documents come and go', async () => {
    let isOver = false;
    const answers: number[] = [];
    const reading = (async () => {
      while (!isOver) answers.push((await search('battery')).items.filter(({ documentId }) => documentId === policy).length);
    })();
    for (let round = 0; round < 3; round += 1) {
      const rebuilding = here.projector.rebuild();
      await seen(await here.world.parse(handbook, manual, [`battery ${round}`]));
      expect((await rebuilding).same).toBe(true);
      expect(await textsOf('battery')).toStrictEqual([...expected, `battery ${round}`].toSorted());
    }
    isOver = true;
    await reading;
    expect(answers.length).toBeGreaterThan(3);
    expect(new Set(answers)).toStrictEqual(new Set([2]));
  });
  test('that is stopped keeps the live index unchanged', async () => {
    const cut = new AbortController();
    const before = here.index.generation();
    await expect(here.projector.rebuild({ signal: cut.signal, onProgress: () => cut.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
    expect(here.index.generation()).toBe(before);
    expect(await textsOf('battery')).toStrictEqual(expected);
    expect((await here.projector.rebuild()).same).toBe(true);
  });
});

test('an empty installation finds nothing', async () => {
  await here.projector.stop();
  await discardVisibility(here.database().bulk);
  expect(await search('battery', { metadata: { year: 2026 }, datasetIds: [], weights: { vector: 1 } })).toMatchObject({
    items: [],
    documents: [],
  });
  expect(await chunks().list({ tenantId, datasetId: handbook, documentId: policy }, { limit: 1 })).toBeUndefined();
});

test('a start continues where the last one stopped', async () => {
  await here.world.upload(handbook, policy);
  await seen(await here.world.parse(handbook, policy, ['battery before']));
  await here.projector.stop();
  await here.world.upload(handbook, manual);
  const at = await here.world.parse(handbook, manual, ['battery meanwhile']);
  await start();
  await seen(at);
  expect(here.index.origin).toBe('kept');
  expect(await textsOf('battery')).toStrictEqual(['battery before', 'battery meanwhile']);
});
