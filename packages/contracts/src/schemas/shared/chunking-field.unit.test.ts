import { chunkMethods, createChunkRules, type SettingsOf } from '@ragtime/domain';
import { methodsWithRows } from '@ragtime/testkit';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { recordSchema, type ValueOf } from '../../avro/fields.ts';
import { avscType } from '../../codec/own-schemas.ts';
import { conversionsOf } from '../../codec/shape.ts';
import { chunkingField } from './chunking-field.ts';

const fieldsOfGeneral = ['chunkTokens', 'overlapTokens', 'delimiters'] as const;
const level1 = chunkingField(methodsWithRows, { general: fieldsOfGeneral });
const level2 = chunkingField(methodsWithRows, { general: fieldsOfGeneral, rows: ['chunkTokens', 'rowsPerChunk', 'columns'] });

const rules = createChunkRules(methodsWithRows);
const schemaOf = (chunking: typeof level1 | typeof level2) => recordSchema('ragtime.Example', { chunking });
const bytesOf = (field: typeof level1 | typeof level2, chunking: unknown) =>
  avscType(schemaOf(field)).toBuffer(conversionsOf(schemaOf(field)).toAvro({ chunking }));

/** What the newest level makes of what was written with another. */
function readAsNewest(writer: typeof level1 | typeof level2, bytes: Buffer): SettingsOf<typeof methodsWithRows> {
  const newest = avscType(schemaOf(level2));
  const read = newest.fromBuffer(bytes, newest.createResolver(avscType(schemaOf(writer)))) as unknown;
  return (conversionsOf(schemaOf(level2)).toDomain(read) as { chunking: SettingsOf<typeof methodsWithRows> }).chunking;
}

describe('a record of chunk settings', () => {
  it.each([rules.defaultsOf('general'), { ...rules.defaultsOf('rows'), columns: ['a', 'b'] }])(
    'is read as it was written: %j',
    (settings) => {
      expectTypeOf<ValueOf<typeof level2>>().toEqualTypeOf<SettingsOf<typeof methodsWithRows>>();
      const read = readAsNewest(level2, bytesOf(level2, settings));
      expect(rules.trimmed(read)).toStrictEqual(settings);
      expect(rules.isSame(read, settings)).toBe(true);
    },
  );

  it('of a level before another method is read without an upcast', () => {
    const settings = { ...rules.defaultsOf('general'), delimiters: ['|'] };
    expect(rules.trimmed(readAsNewest(level1, bytesOf(level1, settings)))).toStrictEqual(settings);
  });

  it('of a released level does not change by another method in the table', () => {
    expectTypeOf<ValueOf<typeof level1>>().toEqualTypeOf<SettingsOf<typeof chunkMethods, 'general'>>();
    expect(level1).toStrictEqual(chunkingField(chunkMethods, { general: fieldsOfGeneral }));
  });

  it('has one kind of value under one name', () => {
    const rows = { about: '', fields: { chunkTokens: { kind: 'texts', itemsMax: 1, lengthMax: 1, default: [], about: '' } } } as const;
    const level = { general: fieldsOfGeneral, rows: ['chunkTokens'] } as const;
    expect(() => chunkingField({ ...chunkMethods, rows }, level)).toThrow('the field chunkTokens of chunk methods has no single kind');
  });
});
