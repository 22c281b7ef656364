import type { ChunkId, DatasetId, DocumentId, TenantId } from '@ragtime/domain';
import { describe, expect, test } from 'vitest';
import { type IndexEntry, keyOf, type ProposalRequest, type SearchIndex, type StoredEntry, type StoredRun } from '../search-index.ts';

export interface SearchIndexUnderTest {
  readonly index: SearchIndex;
  readonly close: () => Promise<void>;
}

const tenantId = 'tenant' as TenantId;
const [mine, theirs] = ['mine', 'theirs'] as [DatasetId, DatasetId];
const [one, two] = ['one', 'two'] as [DocumentId, DocumentId];

/** A vector of three dimensions and unit length. */
const vectorOf = (x: number, y: number, z = 0): Float32Array =>
  Float32Array.from([x, y, z].map((value) => value / (Math.hypot(x, y, z) || 1)));

let made = 0;
const entry = (text: string, change: Partial<IndexEntry> = {}): IndexEntry => {
  made += 1;
  return {
    tenantId,
    datasetId: mine,
    documentId: one,
    chunkId: `chunk-${made}` as ChunkId,
    run: 1,
    revision: 0,
    partition: 0,
    from: 7,
    ordinal: made,
    text,
    headings: [],
    tokens: 3,
    pages: undefined,
    lines: undefined,
    boxes: undefined,
    kind: 'text',
    language: 'en',
    vector: vectorOf(1, 0),
    ...change,
  };
};

const stored = ({ vector: _vector, ...rest }: IndexEntry): StoredEntry => rest;

/** The promises of every index to its callers. `open` makes an empty one of three dimensions. */
export function searchIndexContract(name: string, open: () => Promise<SearchIndexUnderTest>): void {
  const within = (run: (index: SearchIndex) => Promise<void>) => async () => {
    const { index, close } = await open();
    try {
      await run(index);
    } finally {
      await close();
    }
  };
  const fill = async (index: SearchIndex, ...entries: readonly IndexEntry[]) => {
    await index.put(entries);
    await index.refresh();
  };
  const propose = async (index: SearchIndex, change: Partial<ProposalRequest>) =>
    await index.propose({
      tenantId,
      datasetIds: undefined,
      documentIds: undefined,
      text: undefined,
      vector: undefined,
      candidates: 10,
      ...change,
    });
  const keysOf = async (index: SearchIndex, change: Partial<ProposalRequest>) => (await propose(index, change)).items.map(keyOf).toSorted();
  const all = async (runs: AsyncIterable<StoredRun>) => {
    const found: StoredRun[] = [];
    for await (const run of runs) found.push(run);
    return found.toSorted((a, b) => (`${a.documentId}/${a.run}/${a.revision}` < `${b.documentId}/${b.run}/${b.revision}` ? -1 : 1));
  };

  describe(`${name}: a passage asked for by words`, () => {
    const [battery, screen] = [entry('the battery lasts ten hours'), entry('a bright screen')];

    test(
      'is proposed when it shares one of them, and no other passage is',
      within(async (index) => {
        await fill(index, battery, screen);
        expect(await keysOf(index, { text: 'battery life' })).toStrictEqual([keyOf(battery)]);
        expect((await propose(index, { text: 'zebra' })).items).toStrictEqual([]);
      }),
    );
    test(
      'scores higher for rarer words',
      within(async (index) => {
        const rare = entry('battery of the zebra');
        await fill(index, battery, rare, entry('battery again'), entry('battery once more'));
        const { items } = await propose(index, { text: 'zebra battery' });
        expect(items.toSorted((a, b) => (b.lexical ?? 0) - (a.lexical ?? 0))[0]?.chunkId).toBe(rare.chunkId);
        expect(items.every(({ lexical }) => (lexical ?? 0) > 0)).toBe(true);
      }),
    );
    test(
      'is also found by its headings',
      within(async (index) => {
        const under = entry('ten hours', { headings: ['Product', 'Battery'] });
        await fill(index, under, screen);
        expect(await keysOf(index, { text: 'battery' })).toStrictEqual([keyOf(under)]);
      }),
    );
    test(
      'is also found in the plural',
      within(async (index) => {
        await fill(index, battery, screen);
        expect(await keysOf(index, { text: 'screens' })).toStrictEqual([keyOf(screen)]);
      }),
    );
    test(
      'may contain any character',
      within(async (index) => {
        const strange = entry('zero \u0000 byte, half \ud800 character, \'quote" \\ % zebra');
        await fill(index, strange);
        expect(await keysOf(index, { text: 'zebra\u0000 \'";--' })).toStrictEqual([keyOf(strange)]);
        expect((await propose(index, { text: '' })).items).toStrictEqual([]);
        expect((await propose(index, { text: '?!' })).items).toStrictEqual([]);
      }),
    );
    test(
      'is found by its beginning however long it is, and read in full',
      within(async (index) => {
        const long = entry(`zebra ${Array.from({ length: 300_000 }, (_, number) => `word${number}`).join(' ')}`);
        await fill(index, long);
        expect(await keysOf(index, { text: 'zebra' })).toStrictEqual([keyOf(long)]);
        expect((await index.get([long]))[0]?.text).toBe(long.text);
      }),
    );
    test(
      'comes in no greater number than asked for, with a note whether there are more',
      within(async (index) => {
        await fill(index, ...Array.from({ length: 7 }, (_, number) => entry(`battery ${number}`)));
        const few = await propose(index, { text: 'battery', candidates: 3 });
        expect([few.items.length, few.exhausted.lexical]).toStrictEqual([3, false]);
        const many = await propose(index, { text: 'battery', candidates: 8 });
        expect([many.items.length, many.exhausted.lexical]).toStrictEqual([7, true]);
      }),
    );
  });

  describe(`${name}: a passage asked for by vector`, () => {
    const [near, far] = [entry('near', { vector: vectorOf(1, 0.1) }), entry('far', { vector: vectorOf(0, 1) })];

    test(
      'is proposed nearest first, each with its cosine',
      within(async (index) => {
        await fill(index, near, far);
        const { items } = await propose(index, { vector: vectorOf(1, 0), candidates: 1 });
        expect(items.map(keyOf)).toStrictEqual([keyOf(near)]);
        expect(items[0]?.vector).toBeCloseTo(1 / Math.hypot(1, 0.1), 4);
        expect(items[0]?.lexical).toBeUndefined();
      }),
    );
    test(
      'is neither found by nor returned for a text without a word that the model knows',
      within(async (index) => {
        const unknown = entry('battery', { vector: vectorOf(0, 0) });
        await fill(index, near, unknown);
        expect(await keysOf(index, { vector: vectorOf(1, 0) })).toStrictEqual([keyOf(near)]);
        expect((await propose(index, { vector: vectorOf(0, 0) })).items).toStrictEqual([]);
        expect((await propose(index, { text: 'battery', vector: vectorOf(0, 1) })).items).toMatchObject(
          [{ vector: expect.closeTo(vectorOf(1, 0.1)[1] ?? 0, 4) }, { chunkId: unknown.chunkId, vector: undefined }].toSorted(
            (a, b) => ('chunkId' in a ? -1 : 1) - ('chunkId' in b ? -1 : 1),
          ),
        );
      }),
    );
    test(
      'has its cosine even when it was found by words and is not among the nearest',
      within(async (index) => {
        await fill(index, near, far);
        const { items } = await propose(index, { text: 'far', vector: vectorOf(1, 0), candidates: 1 });
        expect(items).toHaveLength(2);
        expect(items.find(({ chunkId }) => chunkId === far.chunkId)?.vector).toBeCloseTo(0, 4);
      }),
    );
  });

  describe(`${name}: a filter`, () => {
    const entries = [
      entry('battery'),
      entry('battery', { documentId: two, datasetId: theirs }),
      entry('battery', { tenantId: 'other' as TenantId, documentId: 'three' as DocumentId }),
    ] as const;

    test.each([
      ['by tenant', {}, [0, 1]],
      ['by dataset', { datasetIds: [theirs] }, [1]],
      ['by document', { documentIds: [one] }, [0]],
      ['by both', { documentIds: [one], datasetIds: [theirs] }, []],
      ['by nothing at all', { documentIds: [] }, []],
    ] as const)('%s applies to words and vectors', (_name, filter, expected) =>
      within(async (index) => {
        await fill(index, ...entries);
        const wanted = expected.map((place) => keyOf(entries[place])).toSorted();
        expect(await keysOf(index, { ...filter, text: 'battery' })).toStrictEqual(wanted);
        expect(await keysOf(index, { ...filter, vector: vectorOf(1, 0) })).toStrictEqual(wanted);
      })(),
    );
    test(
      'finds a matching passage however many better ones do not match',
      within(async (index) => {
        const lonely = entry('battery, and a great many other words beside it', { datasetId: theirs, vector: vectorOf(0.1, 1) });
        await fill(index, lonely, ...Array.from({ length: 150 }, () => entry('battery')));
        expect(await keysOf(index, { datasetIds: [theirs], text: 'battery' })).toStrictEqual([keyOf(lonely)]);
        expect(await keysOf(index, { datasetIds: [theirs], vector: vectorOf(1, 0) })).toStrictEqual([keyOf(lonely)]);
      }),
    );
  });

  describe(`${name}: an entry`, () => {
    test(
      'is read as it was written',
      within(async (index) => {
        const whole = entry('all of it', {
          headings: ['Part', 'Section'],
          pages: [1, 2],
          lines: [3, 4],
          boxes: [
            { page: 1, x: 60, y: 92.5, width: 301.2, height: 38 },
            { page: 2, x: 60, y: 40, width: 301.2, height: 12.4 },
          ],
          kind: 'table',
          revision: 9,
          run: 0,
        });
        await fill(index, whole);
        expect(await index.get([whole, entry('not there')])).toStrictEqual([stored(whole)]);
      }),
    );
    test(
      'says whether a vector can find it',
      within(async (index) => {
        const [found, wordsAlone] = [entry('battery'), entry('qqqq', { vector: new Float32Array(3) })];
        await fill(index, found, wordsAlone);
        expect(await index.withVector([found, wordsAlone, entry('not there')])).toStrictEqual(new Set([keyOf(found)]));
        expect(await index.withVector([])).toStrictEqual(new Set());
      }),
    );
    test(
      'written twice exists once, as it was written last',
      within(async (index) => {
        const before = entry('battery');
        await fill(index, before, before);
        await fill(index, { ...before, text: 'screen', vector: vectorOf(0, 1) });
        expect(await index.count()).toBe(1);
        expect(await keysOf(index, { text: 'battery' })).toStrictEqual([]);
        expect((await index.get([before]))[0]?.text).toBe('screen');
      }),
    );
    test(
      'of each run and revision is separate',
      within(async (index) => {
        const first = entry('battery');
        await fill(index, first, { ...first, run: 2 }, { ...first, run: 0, revision: 5 });
        expect(await keysOf(index, { text: 'battery' })).toHaveLength(3);
      }),
    );
  });

  describe(`${name}: a run`, () => {
    const passages = Array.from({ length: 5 }, (_, number) => entry(`passage ${number}`, { ordinal: 4 - number }));

    test(
      'is listed in reading order, page by page',
      within(async (index) => {
        await fill(index, ...passages, entry('of another', { run: 2 }));
        const first = await index.list({ documentId: one, run: 1 }, { limit: 3, after: undefined });
        expect(first).toStrictEqual(passages.toReversed().slice(0, 3).map(stored));
        const rest = await index.list({ documentId: one, run: 1 }, { limit: 3, after: first.at(-1) });
        expect(rest).toStrictEqual(passages.toReversed().slice(3).map(stored));
      }),
    );
    test(
      'is reported with its highest position',
      within(async (index) => {
        await fill(index, entry('a', { from: 3 }), entry('b', { from: 5 }), entry('c', { run: 0, revision: 8, from: 8 }));
        const run = { datasetId: mine, documentId: one, partition: 0 };
        expect(await all(index.runs())).toStrictEqual([
          { ...run, run: 0, revision: 8, from: 8, entries: 1 },
          { ...run, run: 1, revision: 0, from: 5, entries: 2 },
        ]);
      }),
    );
  });

  describe(`${name}: a removal`, () => {
    const first = entry('battery');
    const others = [
      { ...first, run: 2 },
      { ...first, run: 0, revision: 5 },
      entry('battery', { documentId: two }),
      entry('battery', { documentId: 'three' as DocumentId, datasetId: theirs }),
    ];

    test.each([
      ['a run', { documentId: one, run: 1, revision: 0 }, 1],
      ['a revision', { documentId: one, run: 0, revision: 5 }, 1],
      ['a document', { documentId: one }, 3],
      ['a dataset', { datasetId: mine }, 4],
      ['nothing that exists', { documentId: 'nobody' as DocumentId }, 0],
    ] as const)('covers %s and no more', (_name, what, removed) =>
      within(async (index) => {
        await fill(index, first, ...others);
        expect(await index.remove(what)).toBe(removed);
        await index.refresh();
        expect(await index.count()).toBe(5 - removed);
        expect(await keysOf(index, { text: 'battery' })).toHaveLength(5 - removed);
        expect(await index.remove(what)).toBe(0);
      })(),
    );
  });
}
