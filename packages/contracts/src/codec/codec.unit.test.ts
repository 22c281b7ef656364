import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventSchemas } from '../schemas/index.ts';
import { envelopeArbitrary } from '../testing/event-arbitrary.ts';
import { createCodec } from './codec.ts';

const newest = Object.values(eventSchemas).map((levels) => levels[levels.length - 1] ?? levels[0]);
const anyEnvelope = fc.oneof(...newest.map(({ avro }) => envelopeArbitrary(avro)));

describe('an event', () => {
  it.each(newest)('$type comes back exactly as it was written', ({ avro }) => {
    const codec = createCodec();
    fc.assert(
      fc.property(envelopeArbitrary(avro), (envelope) => {
        expect(codec.decode(codec.encode(envelope))).toStrictEqual({ ok: true, envelope });
      }),
      { numRuns: 60 },
    );
  });
});
