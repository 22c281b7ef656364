import type { DomainEvent } from '@ragtime/domain';
import type { Envelope, LogEvent } from '@ragtime/event-log';
import fc from 'fast-check';
import { type AvroType, isOptional, type RecordSchema } from '../avro/schema.ts';
import { eventSchemas } from '../schemas/index.ts';

/** Any value that one of our schemas can hold, in the domain's form. */
export function envelopeArbitrary(schema: RecordSchema): fc.Arbitrary<Envelope<DomainEvent>> {
  const type = schema.name.slice(schema.name.lastIndexOf('.') + 1);
  return ofRecord(schema, new Map()).map((value) => {
    const { meta, data } = value as { meta: Envelope<DomainEvent>['meta']; data: object };
    return { meta, event: { type, ...data } as DomainEvent | LogEvent };
  });
}

type Named = Map<string, fc.Arbitrary<unknown>>;

function ofRecord({ name, fields }: RecordSchema, named: Named): fc.Arbitrary<unknown> {
  const members = fields.map((field) => [field.name, of(field.type, named)] as const);
  return define(name, fc.record(Object.fromEntries(members), { noNullPrototype: true }), named);
}

function of(type: AvroType, named: Named): fc.Arbitrary<unknown> {
  if (typeof type === 'string') return primitive(type) ?? named.get(type) ?? fc.constant(undefined);
  if (isOptional(type)) return fc.option(of(type[1], named), { nil: undefined });
  switch (type.type) {
    case 'record':
      return ofRecord(type, named);
    case 'enum':
      return define(type.name, fc.constantFrom(...type.symbols.map((symbol) => symbol.replaceAll('_', '-'))), named);
    case 'array':
      return fc.array(of(type.items, named), { maxLength: 40 });
    case 'long':
      return primitive('long') ?? fc.constant(0);
  }
}

function define(name: string, arbitrary: fc.Arbitrary<unknown>, named: Named): fc.Arbitrary<unknown> {
  named.set(name, arbitrary);
  return arbitrary;
}

const largest = 2 ** 52 - 1;

function primitive(type: string): fc.Arbitrary<unknown> | undefined {
  switch (type) {
    case 'boolean':
      return fc.boolean();
    case 'long':
      return fc.oneof(fc.nat(), fc.integer({ min: -largest, max: largest }));
    case 'string':
      return fc.string({ unit: 'binary', maxLength: 80 });
    case 'bytes':
      return fc.uint8Array({ maxLength: 200 }).map((bytes) => Uint8Array.from(bytes));
    default:
      return undefined;
  }
}

/** Any event at its newest level. */
export const anyEnvelope = fc.oneof(...Object.values(eventSchemas).map((levels) => envelopeArbitrary((levels.at(-1) ?? levels[0]).avro)));
