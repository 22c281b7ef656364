import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type AvroType, type FieldSchema, isOptional } from '../avro/schema.ts';
import { canonicalJson, schemaId } from '../avro/schema-id.ts';
import { eventSchemas } from './index.ts';

interface Listed {
  readonly type: string;
  readonly level: number;
  readonly id: number;
}

const listed: readonly Listed[] = JSON.parse(readFileSync(new URL('./ids.json', import.meta.url), 'utf8'));
const all = Object.entries(eventSchemas).flatMap(([name, levels]) => levels.map((schema, index) => ({ name, index, ...schema })));
const idOf = (schema: unknown) => schemaId(canonicalJson(schema));

describe('the schemas', () => {
  it('are those of the committed list: a released one never changes and is never removed, and a new one is added at its end', () => {
    const present = all.map(({ type, level, avro }) => ({ type, level, id: idOf(avro) }));
    const byPlace = (schemas: readonly Listed[]) => schemas.map(({ type, level, id }) => `${type}/${level} ${id}`).toSorted();
    expect(byPlace(present)).toStrictEqual(byPlace(listed));
  });

  it('have ids that differ', () => {
    expect(new Set(all.map(({ avro }) => idOf(avro))).size).toBe(all.length);
  });

  it('are under their own type, with levels from 1 without a gap', () => {
    for (const { name, index, type, level, avro } of all) {
      expect({ type, level, avroLevel: avro.level }).toStrictEqual({ type: name, level: index + 1, avroLevel: index + 1 });
      expect(avro.name.split('.').at(-1)).toBe(name);
    }
  });

  it('have an id that does not depend on the order of their JSON, and does on every mark', () => {
    const { avro } = eventSchemas.UserRenamed[0];
    const reversed = Object.fromEntries(Object.entries(avro).toReversed());
    expect(idOf(reversed)).toBe(idOf(avro));
    expect(idOf(JSON.parse(JSON.stringify(avro).replace('"personal":"user"', '"personal":"document"')))).not.toBe(idOf(avro));
  });
});

describe('a personal value', () => {
  const fields = all.flatMap(({ name, avro }) => fieldsOf(avro).map((field) => ({ event: name, field })));

  it('is marked wherever it is sealed', () => {
    const unmarked = fields.filter(({ field }) => isSealed(field.type) && field.personal === undefined);
    expect(unmarked.map(({ event, field }) => `${event}.${field.name}`)).toStrictEqual([]);
  });

  it('is sealed wherever it is marked', () => {
    const plain = fields.filter(({ field }) => field.personal !== undefined && !isSealed(field.type));
    expect(plain.map(({ event, field }) => `${event}.${field.name}`)).toStrictEqual([]);
  });

  it('exists: the two rules above check something', () => {
    const marked = fields.filter(({ field }) => field.personal !== undefined).map(({ event, field }) => `${event}.${field.name}`);
    expect(marked).toEqual(expect.arrayContaining(['UserRegistered.email', 'DocumentRegistered.metadata', 'ChunkEdited.text']));
  });
});

/** Every field, at any depth. */
function fieldsOf(type: AvroType): readonly FieldSchema[] {
  if (typeof type === 'string') return [];
  if (isOptional(type)) return fieldsOf(type[1]);
  switch (type.type) {
    case 'record':
      return type.fields.flatMap((field) => [field, ...fieldsOf(field.type)]);
    case 'array':
      return fieldsOf(type.items);
    case 'enum':
    case 'long':
      return [];
  }
}

function isSealed(type: AvroType): boolean {
  if (typeof type === 'string') return type === 'ragtime.Sealed';
  if (isOptional(type)) return isSealed(type[1]);
  return type.type === 'record' && type.name === 'ragtime.Sealed';
}
