import type { SettingsChangeOf } from '@ragtime/domain';
import { methodsWithRows } from '@ragtime/testkit';
import { describe, expect, it } from 'vitest';
import { chunkSettingsChangeOf } from './chunk-settings-change.ts';

const Change = chunkSettingsChangeOf(methodsWithRows);

describe('a change of chunk settings', () => {
  it.each<SettingsChangeOf<typeof methodsWithRows>>([
    {},
    { method: 'rows' },
    { rowsPerChunk: 100, columns: ['a'] },
    { method: 'general', overlapTokens: 0 },
    // The widest bounds of both methods: the use case knows which method holds.
    { chunkTokens: 16 },
    { chunkTokens: 4_096 },
  ])('may be %j', (change) => expect(Change.parse(change)).toStrictEqual(change));

  it.each([
    [{ method: 'other' }, ['method']],
    [{ colour: 'red' }, []],
    [{ chunkTokens: 15 }, ['chunkTokens']],
    [{ chunkTokens: 4_097 }, ['chunkTokens']],
    [{ rowsPerChunk: 0 }, ['rowsPerChunk']],
    [{ rowsPerChunk: null }, ['rowsPerChunk']],
    [{ columns: ['a', 'b', 'c', 'd'] }, ['columns']],
    [{ columns: ['a', ''] }, ['columns', 1]],
  ])('cannot be %j', (change, path) => {
    expect(Change.safeParse(change).error?.issues).toStrictEqual([expect.objectContaining({ path })]);
  });
});
