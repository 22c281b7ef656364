import { expect, it } from 'vitest';
import { segmentLines } from '../segment.ts';
import { mergeSegments } from './merge.ts';
import { createMergeThread } from './on-thread.ts';

const segmentOf = (entities: Readonly<Record<string, unknown>>, commands: readonly number[] = []) =>
  Buffer.from(
    [
      ...segmentLines({
        entities: new Map([['scope', new Map([['kind', new Map(Object.entries(entities))]])]]),
        remembered: [{ hour: 5, commands }],
      }),
    ].join(''),
  );

const older = segmentOf({ a: { n: 1 }, b: { n: 1 } }, [1, 2, 3]);
const newer = segmentOf({ a: undefined, b: { n: 2 } }, [4, 5, 6]);

it.each([
  {
    isWhole: true,
    forgetBefore: 0,
    expected: [
      { scope: 'scope', kind: 'kind', put: ['b', { n: 2 }], gone: [] },
      { hour: 5, commands: [1, 2, 3, 4, 5, 6] },
    ],
  },
  { isWhole: false, forgetBefore: 6, expected: [{ scope: 'scope', kind: 'kind', put: ['b', { n: 2 }], gone: ['a'] }] },
])(
  'a merge keeps the newest entries, and keeps removals only when an older segment may lie below (whole: $isWhole)',
  async ({ expected, ...options }) => {
    const { merge } = createMergeThread();
    const merged = await Promise.all([merge([older, newer], options), merge([older, newer], options)]);
    const lines = merged.map((bytes) =>
      Buffer.from(bytes)
        .toString()
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    );
    expect(lines).toEqual([expected, expected]);
    expect(Buffer.from(mergeSegments([older, newer], options))).toEqual(Buffer.from(merged[0] ?? []));
  },
);

it('a merge that fails rejects, and the next one works', async () => {
  const { merge } = createMergeThread();
  await expect(merge([Buffer.from('{no json\n')], { isWhole: true, forgetBefore: 0 })).rejects.toThrow('JSON');
  expect((await merge([older], { isWhole: true, forgetBefore: 0 })).byteLength).toBe(older.byteLength);
});
