import avro from 'avsc';
import type { RecordSchema } from '../avro/schema.ts';
import { canonicalJson, schemaId } from '../avro/schema-id.ts';
import { eventSchemas } from '../schemas/index.ts';
import { conversionsOf } from './shape.ts';

/** A schema that this code was built with. */
export interface OwnSchema {
  readonly id: number;
  readonly json: string;
  readonly type: string;
  readonly level: number;
  readonly avro: RecordSchema;
}

/** The newest level of an event type: what is written, and what older levels are read as. */
export interface OwnType {
  readonly newest: OwnSchema;
  readonly avsc: avro.Type;
  toDomain(value: unknown): unknown;
  toAvro(value: unknown): unknown;
}

export const ownSchemas: readonly OwnSchema[] = Object.values(eventSchemas).flatMap((levels) =>
  levels.map(({ type, level, avro }) => {
    const json = canonicalJson(avro);
    return { id: schemaId(json), json, type, level, avro };
  }),
);

/** Unions are read and written bare: ours are a value or null. */
export const avscType = (schema: RecordSchema | avro.Schema): avro.Type =>
  avro.Type.forSchema(schema as avro.Schema, { wrapUnions: 'never', omitRecordMethods: true });

const newestSchemas = new Map(ownSchemas.map((schema) => [schema.type, schema]));
const compiled = new Map<string, OwnType>();

/** Compiled when first asked for: a node meets few of the types in its first second. */
export function ownType(type: string): OwnType | undefined {
  const known = compiled.get(type);
  if (known !== undefined) return known;
  const newest = newestSchemas.get(type);
  if (newest === undefined) return undefined;
  const own = { newest, avsc: avscType(newest.avro), ...conversionsOf(newest.avro) };
  compiled.set(type, own);
  return own;
}
