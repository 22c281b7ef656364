import type { DomainEvent } from '@ragtime/domain';
import type { LogEvent, Meta } from '@ragtime/event-log';
import type { EventSchema } from '../avro/event-schema.ts';
import type { ValueOf } from '../avro/fields.ts';
import type { eventSchemas } from './index.ts';
import type { meta1 } from './shared/meta.ts';

/** Everything that a record can hold. */
export type RecordedData = DomainEvent | LogEvent;
export type RecordedType = RecordedData['type'];

type Schemas = typeof eventSchemas;
type NewestOf<Levels> = Levels extends readonly [...unknown[], EventSchema<infer Data>] ? Data : never;

/** Brands exist for the compiler of the domain; a schema knows strings. */
type Plain<T> = T extends string
  ? [Exclude<keyof T, keyof string>] extends [never]
    ? T
    : string
  : T extends number | boolean | undefined | Uint8Array
    ? T
    : { readonly [Key in keyof T]: Plain<T[Key]> };

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

type Differing = {
  [Type in RecordedType]: Type extends keyof Schemas
    ? Equal<Plain<Extract<RecordedData, { type: Type }>>, Plain<NewestOf<Schemas[Type]>>> extends true
      ? never
      : `${Type}: its newest schema and the domain differ`
    : `${Type} has no schema`;
}[RecordedType];

type DifferingMeta =
  Equal<Plain<Meta>, Plain<ValueOf<typeof meta1>>> extends true ? never : 'Meta: its schema and the port of the log differ';

/** Does not compile when an event has no schema, or when its newest schema has other fields than the domain's event. The error names the event. */
export const differences: Readonly<Record<Differing, never>> = {};
export const metaDifferences: Readonly<Record<DifferingMeta, never>> = {};
