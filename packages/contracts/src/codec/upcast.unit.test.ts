import type { DomainEvent } from '@ragtime/domain';
import type { Envelope } from '@ragtime/event-log';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventSchema, upcastFrom } from '../avro/event-schema.ts';
import { list, optional, text, whole } from '../avro/fields.ts';
import { eventSchemas } from '../schemas/index.ts';
import { envelopeArbitrary } from '../testing/event-arbitrary.ts';
import { withData, writtenBy } from '../testing/foreign-writer.ts';
import { createCodec } from './codec.ts';
import { avscType, catalogueOf, type Levels, ownCatalogue } from './own-schemas.ts';
import { conversionsOf } from './shape.ts';

/** Five levels of one event: 2 and 5 resolve by Avro, 3 and 4 need a function. */
const painted1 = eventSchema('tenant', 'TenantPainted', 1, { tenantId: text, colour: text });
const painted2 = eventSchema('tenant', 'TenantPainted', 2, { tenantId: text, colour: text, gloss: optional(whole) });
const painted3 = upcastFrom(
  painted2,
  eventSchema('tenant', 'TenantPainted', 3, { tenantId: text, colours: list(text), gloss: optional(whole) }),
  ({ colour, ...rest }) => ({ ...rest, colours: [colour] }),
);
const painted4 = upcastFrom(
  painted3,
  eventSchema('tenant', 'TenantPainted', 4, { tenantId: text, colours: list(text), gloss: whole }),
  ({ gloss, ...rest }) => ({ ...rest, gloss: gloss ?? -1 }),
);
const painted5 = eventSchema('tenant', 'TenantPainted', 5, { tenantId: text, colours: list(text), gloss: whole, by: optional(text) });
const TenantPainted = [painted1, painted2, painted3, painted4, painted5] as const;
const codecUpTo = (level: number) => createCodec(catalogueOf({ TenantPainted: TenantPainted.slice(0, level) }));
const envelope = (data: object) => {
  const [sample] = fc.sample(envelopeArbitrary(painted1.avro), { seed: 7, numRuns: 1 });
  return { meta: sample?.meta, event: { type: 'TenantPainted', tenantId: 't', ...data } } as unknown as Envelope<DomainEvent>;
};

describe('an event of an older level', () => {
  it.each([
    [1, { colour: 'red' }, { colours: ['red'], gloss: -1, by: undefined }],
    [2, { colour: 'red', gloss: 3 }, { colours: ['red'], gloss: 3, by: undefined }],
    [3, { colours: ['red', 'blue'], gloss: undefined }, { colours: ['red', 'blue'], gloss: -1, by: undefined }],
    [4, { colours: [], gloss: 4 }, { colours: [], gloss: 4, by: undefined }],
    [5, { colours: [], gloss: 4, by: 'u' }, { colours: [], gloss: 4, by: 'u' }],
  ])('%i is read as the newest, through every upcast in between', (level, written, read) => {
    const value = codecUpTo(level).encode(envelope(written));
    expect(codecUpTo(5).decode(value)).toStrictEqual({ ok: true, envelope: envelope(read) });
  });

  it('is read by its own level first when other code wrote more fields with it', () => {
    const foreign = withData(painted2.avro, (fields) => [...fields, { name: 'motto', type: 'string' }]);
    const codec = codecUpTo(5);
    codec.learn(JSON.stringify(foreign));
    expect(codec.decode(writtenBy(foreign, envelope({ colour: 'red', gloss: 1 }), { motto: 'm' }))).toStrictEqual({
      ok: true,
      envelope: envelope({ colours: ['red'], gloss: 1, by: undefined }),
    });
  });

  it('of a level that only later code knows stays unknown', () => {
    const codec = codecUpTo(2);
    codec.learn(JSON.stringify(painted3.avro));
    expect(codec.decode(codecUpTo(3).encode(envelope({ colours: [], gloss: 1 })))).toMatchObject({ failure: { kind: 'unknown-type' } });
  });

  it('cannot skip a level', () => {
    expect(() => upcastFrom(painted1, painted3, (event) => ({ ...event, colours: [], gloss: 0 }))).toThrow(TypeError);
  });
});

/** Each level after the first, with the one before it. */
const steps = (levels: Levels) =>
  Object.values(levels).flatMap((of) =>
    of.slice(1).map((newer, index) => ({ type: newer.type, level: newer.level, newer, older: of[index] })),
  );

/** A released event must always be readable: every value of the older level becomes a value of the newer one. */
function isReadable({ newer, older }: ReturnType<typeof steps>[number]): void {
  if (older === undefined) throw new TypeError('no level before this');
  const [from, to] = [avscType(older.avro), avscType(newer.avro)];
  const { upcast } = newer;
  if (upcast === undefined) {
    to.createResolver(from);
    return;
  }
  const { toAvro } = conversionsOf(newer.avro);
  fc.assert(
    fc.property(envelopeArbitrary(older.avro), ({ meta, event }) => {
      expect(to.isValid(toAvro({ meta, data: upcast(event, meta) }))).toBe(true);
    }),
  );
}

describe('a level', () => {
  it('can hold every value of the level before it: all steps of the released events', () => {
    for (const step of steps(eventSchemas)) expect(() => isReadable(step)).not.toThrow();
  });

  it('that cannot is found', () => {
    const broken = [painted1, eventSchema('tenant', 'TenantPainted', 2, { tenantId: text, colours: list(text) })];
    expect(() => steps({ TenantPainted: broken }).map(isReadable)).toThrow('no matching field for');
    expect(() => steps({ TenantPainted }).map(isReadable)).not.toThrow();
  });

  it('is compiled as the schema that it was written with', () => {
    for (const schema of ownCatalogue.schemas) expect(ownCatalogue.type(schema.type)?.levels[schema.level - 1]).toBe(schema);
  });
});
