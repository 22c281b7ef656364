import type { DomainEvent } from '@ragtime/domain';
import type { Envelope } from '@ragtime/event-log';
import type avro from 'avsc';
import { boundsCheckOf } from './bounds.ts';
import { headerBytes } from './framing.ts';
import { avscType, ownType } from './own-schemas.ts';

/** @throws whatever is wrong with the bytes. */
export type Reader = (value: Buffer) => Envelope<DomainEvent>;

/** An event type, or a level of one, that only later code knows. */
export class UnknownType extends Error {
  override readonly name = 'UnknownType';
}

/**
 * Reads what was written with this schema as the newest level of its event type.
 *
 * @throws UnknownType
 * @throws anything else for a schema that cannot be read as ours.
 */
export function readerOf(writerJson: string): Reader {
  const schema: unknown = JSON.parse(writerJson);
  const { type, level } = headOf(schema);
  const own = ownType(type);
  if (own === undefined) throw new UnknownType(`event type ${type}`);
  if (level > own.newest.level) throw new UnknownType(`${type} at level ${level}, known up to ${own.newest.level}`);

  const check = boundsCheckOf(schema);
  const resolver = writerJson === own.newest.json ? undefined : own.avsc.createResolver(avscType(schema as avro.Schema));
  return (value) => {
    check(value, headerBytes);
    const { meta, data } = own.toDomain(own.avsc.fromBuffer(value.subarray(headerBytes), resolver)) as Read;
    data.type = type;
    return { meta, event: data } as Envelope<DomainEvent>;
  };
}

interface Read {
  readonly meta: unknown;
  readonly data: { type?: string };
}

function headOf(schema: unknown): { readonly type: string; readonly level: number } {
  if (typeof schema === 'object' && schema !== null && 'name' in schema && 'level' in schema) {
    const { name, level } = schema;
    if (typeof name === 'string' && typeof level === 'number') return { type: name.slice(name.lastIndexOf('.') + 1), level };
  }
  throw new TypeError('not the schema of an event');
}
