import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createCodec } from '../codec/codec.ts';
import { eventSchemas } from '../schemas/index.ts';
import { decodePartition, foldPartition } from './fold.ts';
import { goldenFolder, nextLog, readGoldenLog } from './golden-log.ts';
import { plainJson } from './plain-json.ts';

const { version }: { readonly version: string } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const releases = readdirSync(goldenFolder);
const present = releases.includes(nextLog) ? nextLog : version;

describe.each(releases)('the log of release %s', (release) => {
  const golden = readGoldenLog(release);
  const codec = createCodec();
  for (const schema of golden.schemas) codec.learn(schema);
  const decoded = golden.partitions.map((partition) => ({ topic: partition.topic, records: decodePartition(partition, codec) }));

  it('is decoded to the same events as ever', () => {
    expect(Object.fromEntries(decoded.map(({ topic, records }) => [topic, plainJson(records)]))).toStrictEqual(golden.decoded);
  });

  it('is folded to the same state as ever, every version as it was recorded', () => {
    const state = Object.fromEntries(decoded.map(({ topic, records }) => [topic, foldPartition(topic, records)]));
    expect(state).toStrictEqual(golden.state);
  });

  it('holds records that do not count, so that skipping them is tested', () => {
    for (const { topic, records } of golden.partitions) {
      expect(records.length).toBeGreaterThan(decoded.find((one) => one.topic === topic)?.records.length ?? 0);
    }
  });
});

describe('the log of the present release', () => {
  const codec = createCodec();
  const { schemas, partitions } = readGoldenLog(present);
  const envelopes = partitions.flatMap((partition) => decodePartition(partition, codec)).map(({ envelope }) => envelope);

  it('holds every event type', () => {
    const held = new Set(envelopes.map(({ event }) => event.type));
    expect([...held].toSorted()).toStrictEqual(Object.keys(eventSchemas).toSorted());
  });

  it('holds every optional field of meta once with a value and once without', () => {
    for (const field of ['cause', 'traceParent'] as const) {
      expect(new Set(envelopes.map(({ meta }) => meta[field] === undefined))).toStrictEqual(new Set([true, false]));
    }
  });

  it('was written with the schemas of the present code: make it again (`pnpm golden-log`) when they changed', () => {
    expect(schemas.toSorted()).toStrictEqual(
      codec
        .own()
        .map(({ json }) => json)
        .toSorted(),
    );
  });

  it('shows any change to any record that counts, except the last', () => {
    for (const { topic, records } of partitions) {
      for (const { offset } of decodePartition({ topic, records }, codec).slice(0, -1)) {
        const changed = records.map((record) => (record.offset === offset ? { ...record, key: `${record.key}x` } : record));
        expect(() => decodePartition({ topic, records: changed }, codec)).toThrow(`the chain of ${topic} breaks`);
      }
    }
  });
});
