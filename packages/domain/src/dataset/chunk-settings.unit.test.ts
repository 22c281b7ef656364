import { methodsWithRows } from '@ragtime/testkit';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type ChunkMethods, type ChunkSettings, chunkMethods, type SettingsChangeOf, type SettingsOf } from './chunk-methods.ts';
import { createChunkRules } from './chunk-settings.ts';
import { chunkRules } from './settings.ts';

const rules = createChunkRules(methodsWithRows);
const general = rules.defaultsOf('general');
const rows = rules.defaultsOf('rows');

it('the type of settings is a union by method', () => {
  type Settings = SettingsOf<typeof methodsWithRows>;
  const settings: Settings = rules.defaultsOf('rows');
  expect(settings.method === 'rows' && settings.rowsPerChunk).toBe(10);
  expectTypeOf<Settings['method']>().toEqualTypeOf<'general' | 'rows'>();
  expectTypeOf<Extract<Settings, { method: 'rows' }>>().toEqualTypeOf<{
    readonly method: 'rows';
    readonly chunkTokens: number;
    readonly rowsPerChunk: number;
    readonly columns: readonly string[];
  }>();
  expectTypeOf<Extract<Settings, { method: 'general' }>>().toEqualTypeOf<ChunkSettings<'general'>>();
  expectTypeOf<SettingsChangeOf<typeof methodsWithRows>['columns']>().toEqualTypeOf<readonly string[] | undefined>();
});

describe.each(Object.entries<ChunkMethods[string]>(methodsWithRows))('the method %s', (method, { fields }) => {
  it('has defaults that a caller could set', () => {
    const { method: _, ...values } = rules.defaultsOf(method as 'rows');
    expect(rules.change(rules.defaultsOf(method as 'rows'), { method: method as 'rows', ...values })).toMatchObject({ kind: 'changed' });
  });

  it('compares fields with whole numbers of its own only', () => {
    const compared = Object.values(fields).flatMap((field) => (field.kind === 'whole' && field.below !== undefined ? [field.below] : []));
    for (const name of compared) expect(fields[name]?.kind).toBe('whole');
  });
});

describe('a change', () => {
  it('keeps what it leaves out', () => {
    expect(rules.change({ ...rows, columns: ['a'] }, { rowsPerChunk: 3, columns: undefined })).toStrictEqual({
      kind: 'changed',
      chunking: { method: 'rows', chunkTokens: 512, rowsPerChunk: 3, columns: ['a'] },
    });
  });

  it('to another method starts from the defaults of that method, also for fields of the same name', () => {
    const from = { ...general, chunkTokens: 100 };
    expect(rules.change(from, { method: 'rows' })).toStrictEqual({ kind: 'changed', chunking: rows });
    expect(rules.change(from, { method: 'rows', columns: ['a'] })).toStrictEqual({
      kind: 'changed',
      chunking: { ...rows, columns: ['a'] },
    });
    expect(rules.change(from, { method: 'general' })).toStrictEqual({ kind: 'changed', chunking: from });
  });

  it.each([
    [general, { rowsPerChunk: 3 }, 'rowsPerChunk', 'is no setting of the method general'],
    [general, { method: 'rows', overlapTokens: 3 }, 'overlapTokens', 'is no setting of the method rows'],
    [rows, { chunkTokens: 63 }, 'chunkTokens', 'must be a whole number from 64 to 4096'],
    [general, { chunkTokens: 2_049 }, 'chunkTokens', 'must be a whole number from 16 to 2048'],
    [rows, { rowsPerChunk: 1.5 }, 'rowsPerChunk', 'must be a whole number from 1 to 100'],
    [rows, { columns: ['a', 'b', 'c', 'd'] }, 'columns', 'must be a list of at most 3 texts'],
    [rows, { columns: [''] }, 'columns', 'texts must have 1 to 20 characters'],
    [general, { chunkTokens: 20 }, 'overlapTokens', 'must be smaller than chunkTokens'],
  ] as const)('of %j by %j is refused', (present, wanted, field, message) => {
    expect(rules.change(present, wanted)).toStrictEqual({ kind: 'refused', faults: [{ field, message }] });
  });

  it('is not held to bounds that are narrower now than when the settings were accepted', () => {
    const old = { ...general, chunkTokens: 9_000 };
    expect(rules.change(old, { overlapTokens: 1 })).toStrictEqual({ kind: 'changed', chunking: { ...old, overlapTokens: 1 } });
  });
});

it('settings are equal if the method and its fields are, whatever else was read with them', () => {
  const read = { ...general, columns: undefined };
  expect(rules.isSame(general, read)).toBe(true);
  expect(rules.trimmed(read)).toStrictEqual(general);
  expect(rules.isSame(rows, { ...rows, columns: ['a'] })).toBe(false);
  expect(rules.isSame(general, rows)).toBe(false);
});

it('the defaults of the release do not change by another method beside it', () =>
  expect(general).toStrictEqual(chunkRules.defaultsOf('general')));

it('methods may share the name of a field, of one kind', () => {
  const fields = Object.values<ChunkMethods[string]>(chunkMethods).flatMap((method) => Object.entries(method.fields));
  for (const [, alike] of Map.groupBy(fields, ([name]) => name)) expect(new Set(alike.map(([, { kind }]) => kind)).size).toBe(1);
});
