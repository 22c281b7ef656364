import {
  type ArraySchema,
  type AvroType,
  type EnumSchema,
  type FieldSchema,
  isOptional,
  type NameReference,
  type Personal,
  type RecordSchema,
} from './schema.ts';

declare const shape: unique symbol;

/** A field of a schema. `Value` is its type in the domain; it exists for the compiler only. */
export interface Field<Value> {
  readonly avro: AvroType;
  readonly personal?: Personal;
  readonly [shape]?: { readonly value: Value };
}

export type Fields = Readonly<Record<string, Field<unknown>>>;
export type ValueOf<F> = F extends Field<infer Value> ? Value : never;
export type ValuesOf<F extends Fields> = { readonly [Name in keyof F]: ValueOf<F[Name]> };

export const text: Field<string> = { avro: 'string' };
export const flag: Field<boolean> = { avro: 'boolean' };
/** Whole, below 2^52. */
export const whole: Field<number> = { avro: 'long' };
/** Milliseconds since 1970, UTC. */
export const timeMs: Field<number> = { avro: { type: 'long', logicalType: 'timestamp-millis' } };
export const octets: Field<Uint8Array> = { avro: 'bytes' };

/** `undefined` in the domain is null in Avro. */
export const optional = <Value>(field: Field<Value>): Field<Value | undefined> =>
  field.personal === undefined ? { avro: ['null', field.avro] } : { avro: ['null', field.avro], personal: field.personal };

export const list = <Value>(items: Field<Value>): Field<readonly Value[]> => ({
  avro: { type: 'array', items: items.avro } satisfies ArraySchema,
});

/** One of several kebab-case words. Avro's symbols have no hyphen, so it becomes an underscore, which none of these words contains. */
export const oneOf = <const Word extends string>(name: string, ...words: readonly Word[]): Field<Word> => ({
  avro: { type: 'enum', name: fullName(name), symbols: words.map((word) => word.replaceAll('-', '_')) } satisfies EnumSchema,
});

export const record = <const F extends Fields>(name: string, fields: F): Field<ValuesOf<F>> => ({
  avro: recordSchema(fullName(name), fields),
});

/** A personal value, encrypted under the key of its document or user. */
export const sealed = (personal: Personal): Field<{ readonly slot: string; readonly box: Uint8Array }> => ({
  ...record('Sealed', { slot: text, box: octets }),
  personal,
});

export function recordSchema(name: NameReference, fields: Fields): RecordSchema {
  return { type: 'record', name, fields: Object.entries(fields).map(([fieldName, field]) => fieldSchema(fieldName, field)) };
}

function fieldSchema(name: string, { avro, personal }: Field<unknown>): FieldSchema {
  return {
    name,
    type: avro,
    // The default lets a later level drop or add the field, and lets its writer leave it out.
    ...(isOptional(avro) ? { default: null } : {}),
    ...(personal === undefined ? {} : { personal }),
  };
}

const fullName = (name: string): NameReference => `ragtime.${name}`;
