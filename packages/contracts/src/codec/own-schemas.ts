import avro from 'avsc';
import type { EventSchema } from '../avro/event-schema.ts';
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
  readonly upcast: EventSchema<unknown>['upcast'];
}

/** One level of an event type, compiled. */
export interface OwnLevel {
  readonly schema: OwnSchema;
  readonly avsc: avro.Type;
  toDomain(value: unknown): unknown;
  toAvro(value: unknown): unknown;
}

/** The levels of one event type. Events are written at the newest, and older levels are read as the newest. */
export interface OwnType {
  readonly newest: OwnLevel;
  /** From 1. */
  readonly levels: readonly OwnSchema[];
  level(of: OwnSchema): OwnLevel;
}

/** Every event type that a codec writes, by name, each with its levels from 1. */
export type Levels = Readonly<Record<string, readonly EventSchema<unknown>[]>>;

export interface Catalogue {
  readonly schemas: readonly OwnSchema[];
  type(name: string): OwnType | undefined;
}

/** Unions are read and written bare: each of ours is a value or null. */
export const avscType = (schema: RecordSchema | avro.Schema): avro.Type =>
  avro.Type.forSchema(schema as avro.Schema, { wrapUnions: 'never', omitRecordMethods: true });

/** Schemas are compiled when first asked for: a node meets few of the types in its first second. */
export function catalogueOf(events: Levels): Catalogue {
  const byType = new Map(Object.entries(events).map(([type, levels]) => [type, levels.map(ownSchema)]));
  const types = new Map<string, OwnType>();
  const compiled = new Map<OwnSchema, OwnLevel>();

  function level(schema: OwnSchema): OwnLevel {
    const known = compiled.get(schema) ?? { schema, avsc: avscType(schema.avro), ...conversionsOf(schema.avro) };
    compiled.set(schema, known);
    return known;
  }

  return {
    schemas: [...byType.values()].flat(),
    type(name) {
      const known = types.get(name);
      if (known !== undefined) return known;
      const levels = byType.get(name);
      const newest = levels?.at(-1);
      if (levels === undefined || newest === undefined) return undefined;
      const own = { newest: level(newest), levels, level };
      types.set(name, own);
      return own;
    },
  };
}

function ownSchema({ type, level, avro: schema, upcast }: EventSchema<unknown>): OwnSchema {
  const json = canonicalJson(schema);
  return { id: schemaId(json), json, type, level, avro: schema, upcast };
}

export const ownCatalogue: Catalogue = catalogueOf(eventSchemas);
