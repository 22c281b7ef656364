import type { DomainEvent } from '@ragtime/domain';
import type { Envelope, Meta } from '@ragtime/event-log';
import type avro from 'avsc';
import { boundsCheckOf } from './bounds.ts';
import { headerBytes } from './framing.ts';
import { avscType, type Catalogue, type OwnSchema, type OwnType } from './own-schemas.ts';

/** @throws any error, when the bytes are wrong. */
export type Reader = (value: Buffer) => Envelope<DomainEvent>;

/** An event type, or a level of one, that only later code knows. */
export class UnknownType extends Error {
  override readonly name = 'UnknownType';
}

/**
 * Reads events written with this schema as the newest level of their type.
 *
 * @throws UnknownType
 * @throws any other error for a schema that cannot be read as ours.
 */
export function readerOf(writerJson: string, catalogue: Catalogue): Reader {
  const schema: unknown = JSON.parse(writerJson);
  const { type, level } = headOf(schema);
  const own = catalogue.type(type);
  if (own === undefined) throw new UnknownType(`event type ${type}`);
  if (level > own.newest.schema.level) throw new UnknownType(`${type} at level ${level}, known up to ${own.newest.schema.level}`);

  const check = boundsCheckOf(schema);
  const readAs = own.level(resolvableFrom(own, level));
  const resolver = writerJson === readAs.schema.json ? undefined : readAs.avsc.createResolver(avscType(schema as avro.Schema));
  const raise = raiseFrom(own, readAs.schema);
  return (value) => {
    check(value, headerBytes);
    const read = readAs.toDomain(readAs.avsc.fromBuffer(value.subarray(headerBytes), resolver)) as Read;
    read.data.type = type;
    const { meta, data } = raise === undefined ? read : raise(read);
    return { meta, event: data } as Envelope<DomainEvent>;
  };
}

interface Read {
  readonly meta: Meta;
  readonly data: { type?: string };
}

/** The highest level as which Avro alone can read this one: the level after it has an upcast. */
function resolvableFrom({ levels, newest }: OwnType, level: number): OwnSchema {
  const upcasting = levels.slice(level).find(({ upcast }) => upcast !== undefined);
  return (upcasting === undefined ? undefined : levels[upcasting.level - 2]) ?? newest.schema;
}

/** Raises an event from a level before an upcast to the newest level. `undefined`: it is the newest already. */
function raiseFrom(own: OwnType, from: OwnSchema): ((read: Read) => Read) | undefined {
  const next = own.levels[from.level];
  if (next?.upcast === undefined) return undefined;
  const { upcast, type } = next;
  const upcasted = own.level(next);
  const target = own.level(resolvableFrom(own, next.level));
  const resolver = target === upcasted ? undefined : target.avsc.createResolver(upcasted.avsc);
  const further = raiseFrom(own, target.schema);
  return ({ meta, data }) => {
    let read: Read = { meta, data: upcast(data, meta) as Read['data'] };
    if (resolver !== undefined) {
      const bytes = upcasted.avsc.toBuffer(upcasted.toAvro(read));
      read = target.toDomain(target.avsc.fromBuffer(bytes, resolver)) as Read;
      read.data.type = type;
    }
    return further === undefined ? read : further(read);
  };
}

function headOf(schema: unknown): { readonly type: string; readonly level: number } {
  if (typeof schema === 'object' && schema !== null && 'name' in schema && 'level' in schema) {
    const { name, level } = schema;
    if (typeof name === 'string' && Number.isInteger(level) && Number(level) >= 1)
      return { type: name.slice(name.lastIndexOf('.') + 1), level: Number(level) };
  }
  throw new TypeError('not the schema of an event');
}
