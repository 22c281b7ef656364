/** The part of Avro's schema language in which our own schemas are written. */
export type AvroType = Primitive | RecordSchema | EnumSchema | ArraySchema | LongSchema | readonly ['null', AvroType] | NameReference;

export function isOptional(type: AvroType): type is readonly ['null', AvroType] {
  return Array.isArray(type);
}

export type Primitive = 'null' | 'boolean' | 'long' | 'string' | 'bytes';

/** The full name of a type that the same schema defines further up. */
export type NameReference = `ragtime.${string}`;

export interface LongSchema {
  readonly type: 'long';
  readonly logicalType: 'timestamp-millis';
}

export interface EnumSchema {
  readonly type: 'enum';
  readonly name: NameReference;
  readonly symbols: readonly string[];
}

export interface ArraySchema {
  readonly type: 'array';
  readonly items: AvroType;
}

export interface RecordSchema {
  readonly type: 'record';
  readonly name: NameReference;
  /** On an event's own record, from 1: its place among the shapes that this event type has had. */
  readonly level?: number;
  readonly fields: readonly FieldSchema[];
}

/** The owner of the key that seals a field about a person. */
export type Personal = 'document' | 'user';

export interface FieldSchema {
  readonly name: string;
  readonly type: AvroType;
  readonly default?: null;
  readonly personal?: Personal;
}
