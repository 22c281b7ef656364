import type { DomainEvent } from '@ragtime/domain';
import type { Envelope } from '@ragtime/event-log';
import type { FieldSchema, RecordSchema } from '../avro/schema.ts';
import { canonicalJson, schemaId } from '../avro/schema-id.ts';
import { headerBytes, writeHeader } from '../codec/framing.ts';
import { avscType } from '../codec/own-schemas.ts';
import { conversionsOf } from '../codec/shape.ts';

/** A record as other code would write it, by a schema that only that code has. */
export function writtenBy(schema: RecordSchema, { meta, event }: Envelope<DomainEvent>, more: object = {}): Uint8Array {
  const body = avscType(schema).toBuffer(conversionsOf(schema).toAvro({ meta, data: { ...event, ...more } }));
  const value = Buffer.alloc(headerBytes + body.length);
  writeHeader(value, schemaId(canonicalJson(schema)));
  value.set(body, headerBytes);
  return value;
}

/** The same schema with other fields in its data. */
export function withData(schema: RecordSchema, change: (fields: readonly FieldSchema[]) => readonly FieldSchema[]): RecordSchema {
  const fields = schema.fields.map((field) => {
    const { type } = field;
    const isData = field.name === 'data' && typeof type === 'object' && 'fields' in type;
    return isData ? { ...field, type: { ...type, fields: change(type.fields) } } : field;
  });
  return { ...schema, fields };
}
