import { createRequire } from 'node:module';
import type { LogRecord } from '@ragtime/event-log';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { crc32c } from './crc32c.ts';
import { BatchUnreadable, decodeBatches } from './decode-batches.ts';
import { encodeBatch } from './encode-batch.ts';

const require = createRequire(import.meta.url);
const kafkajsCrc: (bytes: Buffer) => number = require('kafkajs/src/protocol/recordBatch/crc32C');
const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0');
const Record = require('kafkajs/src/protocol/recordBatch/record/v0');
const Decoder = require('kafkajs/src/protocol/decoder');
const decodeByKafkajs: (decoder: unknown) => Promise<{
  readonly records: readonly { readonly key: Buffer; readonly value: Buffer; readonly offset: string; readonly headers: { rt?: Buffer } }[];
}> = require('kafkajs/src/protocol/recordBatch/v0/decoder');

const recordOf = fc.record({
  key: fc.string({ unit: 'grapheme', maxLength: 40 }),
  value: fc.oneof({ weight: 9, arbitrary: fc.uint8Array({ maxLength: 300 }) }, fc.uint8Array({ minLength: 4_000, maxLength: 6_000 })),
  stamp: fc.record({ at: fc.integer({ min: -1, max: 2 ** 48 }), previous: fc.uint8Array({ minLength: 8, maxLength: 8 }) }),
}) satisfies fc.Arbitrary<LogRecord>;
const recordsOf = fc.array(recordOf, { minLength: 1, maxLength: 150 });

const plain = ({ key, value, stamp }: LogRecord, at: number) => ({
  offset: at,
  key,
  value: new Uint8Array(value),
  stamp: { at: stamp.at, previous: new Uint8Array(stamp.previous) },
});

it('an encoded batch is decoded again, from any offset', () => {
  fc.assert(
    fc.property(recordsOf, fc.nat(200), (records, from) => {
      const { records: found, next } = decodeBatches(encodeBatch(records, 1_700_000_000_000), from);
      expect(found).toStrictEqual(records.map(plain).slice(from));
      expect(next).toBe(Math.max(from, records.length));
    }),
  );
});

it('kafkajs decodes what is encoded here', async () => {
  await fc.assert(
    fc.asyncProperty(recordsOf, async (records) => {
      const { records: found } = await decodeByKafkajs(new Decoder(encodeBatch(records, 1_700_000_000_000)));
      expect(found.map(({ key, value, offset }) => [Number(offset), key.toString(), Buffer.from(value).toString('hex')])).toStrictEqual(
        records.map(({ key, value }, at) => [at, key, Buffer.from(value).toString('hex')]),
      );
      expect(found.map(({ headers }) => Number(headers.rt?.readBigInt64BE(0)))).toStrictEqual(records.map(({ stamp }) => stamp.at));
    }),
  );
});

it('this code decodes what kafkajs encodes', async () => {
  await fc.assert(
    fc.asyncProperty(recordsOf, async (records) => {
      const theirs = records.map(({ key, value, stamp }, offsetDelta) => {
        const rt = Buffer.alloc(16);
        rt.writeBigInt64BE(BigInt(stamp.at));
        rt.set(stamp.previous, 8);
        return Record({ offsetDelta, timestampDelta: offsetDelta, key, value: Buffer.from(value), headers: { other: 'x', rt } });
      });
      const { buffer } = await RecordBatch({ firstTimestamp: 1, maxTimestamp: 2, lastOffsetDelta: records.length - 1, records: theirs });
      expect(decodeBatches(buffer, 0).records).toStrictEqual(records.map(plain));
    }),
  );
});

it('the checksum equals that of kafkajs', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(crc32c(bytes, 0, bytes.length)).toBe(kafkajsCrc(Buffer.from(bytes)) >>> 0);
    }),
  );
});

it('a batch that was changed anywhere after its checksum is refused, and one that was cut off is left out', () => {
  const batch = encodeBatch([{ key: 'key', value: Buffer.from('value'), stamp: { at: 7, previous: new Uint8Array(8) } }], 1);
  for (let at = 21; at < batch.length; at += 1) {
    const changed = Buffer.from(batch);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => decodeBatches(changed, 0)).toThrow(BatchUnreadable);
  }
  for (let length = 0; length < batch.length; length += 1)
    expect(decodeBatches(batch.subarray(0, length), 5)).toStrictEqual({ records: [], next: 5 });
});
