import type { IndexEntry, SearchIndex, StoredEntry, SwitchableIndex } from '@ragtime/search';
import { beforeEach, describe, expect, test } from 'vitest';
import { firstOf, handbook, manual, policy, useProjector } from '../testing/use-projector.ts';
import { embedder } from '../testing/world.ts';

const here = useProjector();
const { seen, textsOf, start } = here;
const texts = ['battery one', 'battery two', 'battery three', 'battery four', 'battery five'];

beforeEach(async () => {
  await here.world.upload(handbook, policy);
  await here.world.upload(handbook, manual);
  await here.world.parse(handbook, policy, texts);
  await here.world.edit(handbook, policy, firstOf(policy, 'battery one'), { text: 'battery edited' });
  await here.world.edit(handbook, policy, firstOf(policy, 'battery two'), { text: 'battery edited too' });
  await here.world.type(handbook, policy, firstOf(policy, 'typed'), 'battery typed in');
  await seen(await here.world.parse(handbook, manual, ['screen one', 'screen two']));
});
const expected = ['battery edited', 'battery edited too', 'battery five', 'battery four', 'battery three', 'battery typed in'].toSorted();

/** Starts the projector over an index whose next generation has a fault. */
async function plant(fault: (next: SearchIndex) => Partial<SearchIndex>): Promise<void> {
  await here.projector.stop();
  const planted = (index: SwitchableIndex): SwitchableIndex => ({
    ...index,
    async begin() {
      const { generation, index: next } = await index.begin();
      return { generation, index: { ...next, ...fault(next) } };
    },
  });
  await start(0, planted);
}

const entryOf = ({ documentId, run, revision }: StoredEntry) => ({ documentId, run, revision });

const putting = (change: (entry: IndexEntry) => readonly IndexEntry[]) => (next: SearchIndex) => ({
  put: async (entries: readonly IndexEntry[]) => await next.put(entries.flatMap(change)),
});

describe('a rebuilt index does not become live', () => {
  test.each([
    [
      'its vectors are zero',
      putting((entry) => [{ ...entry, vector: new Float32Array(embedder.dimensions) }]),
      /searches by vector find 0 %/u,
    ],
    [
      'one vector is zero',
      putting((entry) => [entry.text === 'screen two' ? { ...entry, vector: new Float32Array(embedder.dimensions) } : entry]),
      /1 of 10 passages differ.*right in 0, the one that answers now in 1/u,
    ],
    [
      "one passage's text is damaged",
      putting((entry) => [entry.text === 'screen two' ? { ...entry, text: 'screen tvvo' } : entry]),
      /1 of 10 passages differ.*right in 0, the one that answers now in 1/u,
    ],
    ['one passage is lost', putting((entry) => (entry.text === 'screen two' ? [] : [entry])), /1 of 10 passages differ/u],
    ['one edit is lost', putting((entry) => (entry.text === 'battery edited' ? [] : [entry])), /1 of 10 passages differ.*right in 0/u],
    ['one typed-in passage is lost', putting((entry) => (entry.text === 'battery typed in' ? [] : [entry])), /1 of 10 passages differ/u],
    [
      'no search by words finds anything',
      (next: SearchIndex) => ({
        propose: async (request: Parameters<SearchIndex['propose']>[0]) => await next.propose({ ...request, text: undefined }),
      }),
      /searches by words find 0 %.*90 % are needed/u,
    ],
    [
      'no search by vector finds anything',
      (next: SearchIndex) => ({
        propose: async (request: Parameters<SearchIndex['propose']>[0]) => await next.propose({ ...request, vector: undefined }),
      }),
      /searches by vector find 0 %/u,
    ],
  ] as const)('where %s, and an operator can force it', async (_name, fault, reason) => {
    await plant(fault);
    const [before, previous] = [here.index.generation(), (await here.index.previous())?.generation];
    const report = await here.projector.rebuild();
    expect(report).toMatchObject({ switched: false, forced: false });
    expect(report.reasons.join('\n')).toMatch(reason);
    expect(here.index.generation()).toBe(before);
    expect((await here.index.previous())?.generation).toBe(previous);
    expect(await textsOf('battery')).toStrictEqual(expected);
    // What is written afterwards goes into the live index alone.
    await seen(await here.world.parse(handbook, manual, ['battery manual']));
    expect(await textsOf('battery')).toStrictEqual([...expected, 'battery manual'].toSorted());
    const forced = await here.projector.rebuild({ force: true });
    expect(forced).toMatchObject({ switched: true, forced: true });
    expect(here.index.generation()).toBe(forced.generation);
  });
});

describe('an index that was damaged', () => {
  test('is named in the report, which says that the rebuilt one agrees with the log; by force the damage is mended', async () => {
    const [edited] = await here.index.list({ documentId: policy, run: 0 }, { limit: 1, after: undefined });
    const [passage] = await here.index.list({ documentId: manual, run: 1 }, { limit: 1, after: undefined });
    if (edited === undefined || passage === undefined) throw new Error('they were indexed');
    await here.index.remove(entryOf(edited));
    await here.index.put([
      { ...passage, text: 'screen damaged', vector: (await embedder.embed(['screen damaged']))[0] ?? new Float32Array() },
    ]);
    const report = await here.projector.rebuild();
    expect(report).toMatchObject({ switched: false, same: false, differing: 2, before: { entries: 9 }, after: { entries: 10 } });
    expect(report.differences).toMatchObject([
      { documentId: manual, chunkId: passage.chunkId, what: 'text', truth: 'after' },
      { documentId: policy, chunkId: edited.chunkId, what: 'missing-before', truth: 'after' },
    ]);
    expect(report.reasons.join()).toMatch(/the rebuilt index is right in 2, the one that answers now in 0/u);
    expect(await here.projector.rebuild({ force: true })).toMatchObject({ switched: true });
    expect(await textsOf('battery')).toStrictEqual(expected);
    expect(await textsOf('screen')).toStrictEqual(['screen one', 'screen two']);
    expect((await here.index.get([edited]))[0]).toStrictEqual(edited);
    expect(await here.projector.rebuild()).toMatchObject({ switched: true, same: true, reasons: [] });
  });

  test('gives no edit to the next one: they come from the log, with their places', async () => {
    const before = await here.index.list({ documentId: policy, run: 0 }, { limit: 10, after: undefined });
    expect(before.map(({ text }) => text).toSorted()).toStrictEqual(['battery edited', 'battery edited too', 'battery typed in']);
    for (const edit of before) await here.index.remove(entryOf(edit));
    await here.projector.rebuild({ force: true });
    expect(await here.index.list({ documentId: policy, run: 0 }, { limit: 10, after: undefined })).toStrictEqual(before);
  });
});

test('edits that outlive their run keep their places', async () => {
  await seen(await here.world.parse(handbook, policy, ['battery other', ...texts], { keepEdits: true }));
  const before = await here.index.list({ documentId: policy, run: 0 }, { limit: 10, after: undefined });
  expect(await here.projector.rebuild()).toMatchObject({ switched: true, same: true });
  expect(await here.index.list({ documentId: policy, run: 0 }, { limit: 10, after: undefined })).toStrictEqual(before);
});
