import type { TopicName } from '@ragtime/domain';
import type { Meta } from '@ragtime/event-log';
import { meta1 } from '../schemas/shared/meta.ts';
import { type Fields, recordSchema, type ValuesOf } from './fields.ts';
import { type AvroType, isOptional, type RecordSchema } from './schema.ts';

/** One shape that an event type has had. After its release it never changes: another shape is another level. */
export interface EventSchema<Data> {
  readonly type: string;
  readonly level: number;
  readonly avro: RecordSchema;
  /** Turns an event of the level before into one of this level. Without it, Avro's resolution does so. The meta is that of the event's record. */
  readonly upcast?: (older: unknown, meta: Meta) => unknown;
  /** For the compiler only. */
  readonly data?: Data;
}

/** Where an event lies: one of the event topics, or any of them for the log's own events. */
export type Topic = TopicName | 'log';

/** The schema of a record: `{meta, data}`, named after the event. */
export function eventSchema<const Type extends string, const F extends Fields>(
  topic: Topic,
  type: Type,
  level: number,
  fields: F,
): EventSchema<{ readonly type: Type } & ValuesOf<F>> {
  const name = `ragtime.${topic}.${type}` as const;
  const avro: RecordSchema = {
    type: 'record',
    name,
    level,
    fields: [
      { name: 'meta', type: meta1.avro },
      { name: 'data', type: recordSchema(`${name}Data`, fields) },
    ],
  };
  return { type, level, avro: definedOnce(avro) };
}

/**
 * A level that Avro cannot read from the one before it: a field was renamed, split, or needs another default than null. `upcast` is total, because
 * every recorded event must be read.
 */
export function upcastFrom<Older, Newer>(
  older: EventSchema<Older>,
  newer: EventSchema<Newer>,
  upcast: (event: NoInfer<Older>, meta: Meta) => NoInfer<Newer>,
): EventSchema<Newer> {
  if (newer.type !== older.type || newer.level !== older.level + 1) {
    throw new TypeError(`${newer.type} ${newer.level} does not follow on ${older.type} ${older.level}`);
  }
  // The codec reads `older` by its own schema before it calls this.
  return { ...newer, upcast: (event, meta) => upcast(event as Older, meta) };
}

/** Avro requires a named type to be written out at its first place, and only named after that. */
function definedOnce(schema: RecordSchema): RecordSchema {
  const defined = new Set<string>();
  return record(schema);

  function record({ fields, ...rest }: RecordSchema): RecordSchema {
    defined.add(rest.name);
    return { ...rest, fields: fields.map((field) => ({ ...field, type: once(field.type) })) };
  }
  function once(type: AvroType): AvroType {
    if (typeof type === 'string') return type;
    if (isOptional(type)) return ['null', once(type[1])];
    switch (type.type) {
      case 'record':
        return defined.has(type.name) ? type.name : record(type);
      case 'enum':
        if (defined.has(type.name)) return type.name;
        defined.add(type.name);
        return type;
      case 'array':
        return { ...type, items: once(type.items) };
      case 'long':
        return type;
    }
  }
}
