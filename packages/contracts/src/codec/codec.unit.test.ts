import type { DomainEvent } from '@ragtime/domain';
import type { Envelope } from '@ragtime/event-log';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schemaId } from '../avro/schema-id.ts';
import { eventSchemas } from '../schemas/index.ts';
import { anyEnvelope, envelopeArbitrary } from '../testing/event-arbitrary.ts';
import { withData, writtenBy } from '../testing/foreign-writer.ts';
import { createCodec, SchemasMeet } from './codec.ts';
import { ownCatalogue } from './own-schemas.ts';

const newest = ownCatalogue.schemas.filter((schema) => schema === ownCatalogue.type(schema.type)?.newest.schema);

describe('an event', () => {
  it.each(newest)('$type at level $level is read exactly as it was written', ({ avro }) => {
    const codec = createCodec();
    fc.assert(
      fc.property(envelopeArbitrary(avro), (envelope) => {
        expect(codec.decode(codec.encode(envelope))).toStrictEqual({ ok: true, envelope });
      }),
    );
  });

  it('that is larger than any before it is written whole', () => {
    const codec = createCodec();
    const envelope = sample('TenantRenamed', { tenantId: 't', name: 'x'.repeat(300_000) });
    expect(codec.decode(codec.encode(envelope))).toStrictEqual({ ok: true, envelope });
  });

  it('keeps no part of the buffers it was written to and read from', () => {
    const codec = createCodec();
    const envelope = sample('UserRenamed', { userId: 'u', name: { slot: 's', box: Uint8Array.of(1, 2, 3) } });
    const value = codec.encode(envelope);
    codec.encode(sample('TenantRenamed', { tenantId: 'other', name: 'other' }));
    const decoded = codec.decode(value);
    value.fill(255);
    expect(decoded).toStrictEqual({ ok: true, envelope });
  });

  it.each([
    ['lacks a field', { tenantId: 't' }],
    ['holds another type', { tenantId: 't', name: 7 }],
  ])('that %s cannot be written', (_, data) => {
    expect(() => createCodec().encode(sample('TenantRenamed', data))).toThrow('invalid "string"');
  });

  it('with a number that Avro would change cannot be written', () => {
    const removed = 2 ** 52;
    const data = { datasetId: 'd', receiptId: 'r', documentId: undefined, store: 'index', removed };
    expect(() => createCodec().encode(sample('StoreErased', data))).toThrow(RangeError);
  });

  it('with a word that its schema does not hold cannot be written', () => {
    const data = { datasetId: 'd', receiptId: 'r', documentId: undefined, store: 'cellar', removed: 1 };
    expect(() => createCodec().encode(sample('StoreErased', data))).toThrow('ErasureStore');
  });
});

describe('a value that this code did not write', () => {
  const codec = createCodec();

  it.each([
    ['is empty', new Uint8Array(0)],
    ['ends within the frame', Uint8Array.of(0, 1, 2, 3)],
    ['begins with another byte', Uint8Array.of(1, 0, 0, 0, 1, 0)],
  ])('and %s is a failure', (_, value) => {
    expect(codec.decode(value)).toMatchObject({ ok: false, failure: { kind: 'cannot-decode' } });
  });

  it('names the schema that is missing', () => {
    expect(codec.decode(Uint8Array.of(0, 0, 0, 0, 7, 1))).toStrictEqual({
      ok: false,
      failure: { kind: 'unknown-schema', detail: 'schema 7' },
    });
  });

  it('fails wherever it was cut off, and with a byte too many', () => {
    fc.assert(
      fc.property(anyEnvelope, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (envelope, where) => {
        const value = codec.encode(envelope);
        expect(codec.decode(value.subarray(0, Math.floor(value.length * where)))).toMatchObject({ ok: false });
        expect(codec.decode(Uint8Array.of(...value, 0))).toMatchObject({ ok: false, failure: { kind: 'cannot-decode' } });
      }),
    );
  });

  it('never makes the codec throw or hang, whatever its bytes', () => {
    const ids = codec.own().map(({ id }) => id);
    fc.assert(
      fc.property(fc.constantFrom(...ids), fc.uint8Array({ maxLength: 400 }), (id, body) => {
        const value = new Uint8Array(5 + body.length);
        new DataView(value.buffer).setUint32(1, id);
        value.set(body, 5);
        expect(codec.decode(value)).toHaveProperty('ok');
      }),
      { numRuns: 3_000 },
    );
  });

  it('never makes the codec throw or hang, whichever bytes of a good one were changed', () => {
    const change = fc.record({ where: fc.nat(), byte: fc.oneof(fc.constantFrom(0xff, 0x80, 0x7f, 0, 1), fc.nat({ max: 255 })) });
    fc.assert(
      fc.property(anyEnvelope, fc.array(change, { minLength: 1, maxLength: 12 }), (envelope, changes) => {
        const value = codec.encode(envelope);
        for (const { where, byte } of changes) value[5 + (where % (value.length - 5))] = byte;
        expect(codec.decode(value)).toHaveProperty('ok');
      }),
      { numRuns: 3_000 },
    );
  });

  it('is refused at once when it promises more items than it has bytes', () => {
    const value = codec.encode(
      sample('ApiKeyCreated', { tenantId: 't', apiKeyId: 'k', userId: 'u', label: '', scopes: [], expiresAtMs: undefined }),
    );
    // The last two bytes are the end of the list and null. In their place: a list of 2^40 items.
    const damaged = Uint8Array.of(...value.subarray(0, -2), 0x80, 0x80, 0x80, 0x80, 0x80, 0x40, 0);
    expect(codec.decode(damaged)).toMatchObject({ ok: false, failure: { kind: 'cannot-decode' } });
  });
});

describe('a schema of other code', () => {
  const schema = eventSchemas.TenantRenamed[0].avro;
  const renamed = sample('TenantRenamed', { tenantId: 't', name: 'n' });

  it('with more fields than the newest level needs is read without them', () => {
    const codec = createCodec();
    const extended = withData(schema, (fields) => [{ name: 'motto', type: 'string' }, ...fields]);
    codec.learn(JSON.stringify(extended));
    expect(codec.decode(writtenBy(extended, renamed, { motto: 'm' }))).toStrictEqual({ ok: true, envelope: renamed });
  });

  it('may lack fields that the newest level can do without', () => {
    const codec = createCodec();
    const described = sample('DatasetDescribed', { datasetId: 'd', description: undefined });
    const reduced = withData(eventSchemas.DatasetDescribed[0].avro, (fields) => fields.filter(({ name }) => name !== 'description'));
    codec.learn(JSON.stringify(reduced));
    expect(codec.decode(writtenBy(reduced, described))).toStrictEqual({ ok: true, envelope: described });
  });

  it('that lacks a needed field fails its records', () => {
    const codec = createCodec();
    const reduced = withData(schema, (fields) => fields.filter(({ name }) => name !== 'name'));
    codec.learn(JSON.stringify(reduced));
    expect(codec.decode(writtenBy(reduced, renamed))).toMatchObject({ ok: false, failure: { kind: 'cannot-decode' } });
  });

  it('is unknown until it is learned', () => {
    const extended = withData(schema, (fields) => [{ name: 'motto', type: 'string' }, ...fields]);
    const value = writtenBy(extended, renamed, { motto: 'm' });
    expect(createCodec().decode(value)).toMatchObject({ ok: false, failure: { kind: 'unknown-schema' } });
  });

  it.each([
    ['of a later level', { ...schema, level: 2 }],
    ['of an event that this code does not know', { ...schema, name: 'ragtime.tenant.TenantPainted' as const }],
  ])('%s is an unknown type', (_, later) => {
    const codec = createCodec();
    codec.learn(JSON.stringify(later));
    expect(codec.decode(writtenBy(later, renamed))).toMatchObject({ ok: false, failure: { kind: 'unknown-type' } });
  });

  it.each(['3', '"string"', '{"type":"record","name":"Odd","level":1}', '{}'])('that is %s is a failure of its records', (json) => {
    const codec = createCodec();
    const value = new Uint8Array(20);
    new DataView(value.buffer).setUint32(1, codec.learn(json));
    expect(codec.decode(value)).toMatchObject({ ok: false });
  });

  it('under a known id is refused, and the first can still be learned', () => {
    const [one, other] = meeting();
    const codec = createCodec();
    const id = codec.learn(one);
    expect(() => codec.learn(other)).toThrow(SchemasMeet);
    expect(codec.learn(one)).toBe(id);
  });

  it('that is not JSON is refused', () => {
    expect(() => createCodec().learn('{')).toThrow(SyntaxError);
  });
});

function sample(type: DomainEvent['type'], data: object): Envelope<DomainEvent> {
  const subject = { kind: 'tenant', id: 't' };
  const command = { commandId: 'c', payloadHash: new Uint8Array(16), index: 0, count: 1, cause: undefined, remembered: false };
  const origin = { correlationId: 'c', tenantId: 't', actor: 'system', traceParent: undefined };
  const meta = { subject, version: 1, atMs: 1, ...command, ...origin };
  return { meta, event: { type, ...data } as DomainEvent };
}

/** The first two numbers whose schemas have the same id. Some ten thousand must be tried. */
function meeting(): readonly [string, string] {
  const seen = new Map<number, string>();
  for (let tried = 0; ; tried += 1) {
    const json = String(tried);
    const id = schemaId(json);
    const met = seen.get(id);
    if (met !== undefined) return [met, json];
    seen.set(id, json);
  }
}
