import { AppendRefused, type EventLog } from '@ragtime/event-log';
import { createMemoryLog, createVirtualMachine, type Fault, type FaultPoint, type MemoryLog } from '@ragtime/event-log/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schemaId } from '../avro/schema-id.ts';
import { createCodec } from '../codec/codec.ts';
import { eventSchemas } from '../schemas/index.ts';
import { withData } from '../testing/foreign-writer.ts';
import { createLearningCodec } from './learning-codec.ts';
import { loadSchemas, schemaTopic } from './load.ts';
import { publishSchemas } from './publish.ts';

const own = createCodec().own();
const ownIds = new Set(own.map(({ id }) => id));

async function setUp(faults?: (point: FaultPoint) => Fault | undefined) {
  const machine = createVirtualMachine();
  const log = createMemoryLog(faults === undefined ? { machine } : { machine, faults });
  await log.ensureTopics([schemaTopic]);
  const codec = createCodec();
  return { machine, log, codec, publish: () => machine.until(publishSchemas({ log, codec, machine })) };
}

const keysIn = (log: MemoryLog) => log.contents(schemaTopic.name, 0).map(({ key }) => key ?? '');
const sorted = (ids: Iterable<number>) => [...ids].map(String).toSorted();

describe('a node', () => {
  it('writes every schema of its own before its first event, under its id', async () => {
    const { log, publish } = await setUp();
    await publish();
    expect(keysIn(log).toSorted()).toStrictEqual(sorted(ownIds));
    for (const { key, value } of log.contents(schemaTopic.name, 0)) {
      expect(String(schemaId(Buffer.from(value ?? []).toString()))).toBe(key);
    }
  });

  it('does not write a schema that the log has', async () => {
    const { log, publish } = await setUp();
    await publish();
    await publish();
    expect(keysIn(log)).toHaveLength(own.length);
  });

  it('adds what is missing', async () => {
    const { log, publish } = await setUp();
    log.intrude(
      schemaTopic.name,
      0,
      own.slice(5).map(({ id, json }) => ({ key: String(id), value: Buffer.from(json), stamp: undefined })),
    );
    await publish();
    expect(keysIn(log).toSorted()).toStrictEqual(sorted(ownIds));
  });

  it('writes no record that counts: the topic is read by key', async () => {
    const { log, publish } = await setUp();
    await publish();
    expect(log.contents(schemaTopic.name, 0).every(({ stamp }) => stamp?.at === -1)).toBe(true);
  });

  it('has all of its schemas in the log after an answer, whatever requests and answers were lost', async () => {
    const kinds = ['lost-request', 'lost-answer', 'error-after-append', 'doubled', 'session-ends'] as const;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(fc.constantFrom(...kinds)), { maxLength: 6 }), async (schedule) => {
        const left = [...schedule];
        const { log, publish } = await setUp(() => {
          const kind = left.shift();
          return kind === undefined || kind === null ? undefined : { kind };
        });
        await publish();
        expect(sorted(new Set(keysIn(log).map(Number)))).toStrictEqual(sorted(ownIds));
      }),
    );
  });

  it('gives up at once when the log is full', async () => {
    let appends = 0;
    const { publish } = await setUp(({ operation }) => {
      if (operation !== 'append') return undefined;
      appends += 1;
      return { kind: 'refused', reason: 'storage-full' };
    });
    await expect(publish()).rejects.toThrow(AppendRefused);
    expect(appends).toBe(1);
  });

  it('gives up in the end when no session opens', async () => {
    const { publish } = await setUp(() => ({ kind: 'lost-request' }));
    await expect(publish()).rejects.toThrow(Error);
  });
});

describe('a start', () => {
  const later = withData(eventSchemas.TenantRenamed[0].avro, (fields) => [...fields, { name: 'motto', type: 'string' }]);

  it('learns the schemas of other code, so that its records can be read', async () => {
    const { log, codec, machine } = await setUp();
    const other = createCodec();
    const id = other.learn(JSON.stringify(later));
    log.intrude(schemaTopic.name, 0, [{ key: String(id), value: Buffer.from(JSON.stringify(later)), stamp: undefined }]);
    const value = Uint8Array.of(0, 0, 0, 0, 0);
    new DataView(value.buffer).setUint32(1, id);
    expect(codec.decode(value)).toMatchObject({ failure: { kind: 'unknown-schema' } });

    const loaded = await machine.until(loadSchemas({ log, codec }));
    expect([...loaded.ids]).toStrictEqual([id]);
    expect(codec.decode(value)).toMatchObject({ failure: { kind: 'cannot-decode' } });
  });

  it('learns new schemas while it runs, and reads only from the last end', async () => {
    const { log, codec, machine, publish } = await setUp();
    const { next } = await publish();
    let reads = 0;
    const counted: EventLog = {
      ...log,
      async openSession(topic, partition) {
        const session = await log.openSession(topic, partition);
        return { ...session, read: (from, options) => ((reads += Number(from < own.length)), session.read(from, options)) };
      },
    };
    const learning = createLearningCodec({ log: counted, codec, from: Math.max(next, own.length) });
    const id = createCodec().learn(JSON.stringify(later));
    log.intrude(schemaTopic.name, 0, [{ key: String(id), value: Buffer.from(JSON.stringify(later)), stamp: undefined }]);
    const value = Uint8Array.of(0, 0, 0, 0, 0);
    new DataView(value.buffer).setUint32(1, id);
    expect(learning.decode(value)).toMatchObject({ failure: { kind: 'unknown-schema' } });
    await machine.until(Promise.all([learning.learnMore?.(), learning.learnMore?.()]));
    expect(learning.decode(value)).toMatchObject({ failure: { kind: 'cannot-decode' } });
    expect(reads).toBe(0);
  });

  it('skips a value that is not a schema, and reports it', async () => {
    const { log, codec, machine } = await setUp();
    const wrongKey = { key: '7', value: Buffer.from(JSON.stringify(later)), stamp: undefined };
    const noJson = { key: '8', value: Buffer.from('{'), stamp: undefined };
    const removed = { key: '9', value: undefined, stamp: undefined };
    log.intrude(schemaTopic.name, 0, [wrongKey, noJson, removed, { key: undefined, value: Buffer.from('x'), stamp: undefined }]);
    expect(await machine.until(loadSchemas({ log, codec }))).toStrictEqual({ ids: new Set(), unreadable: ['7', '8'], next: 4 });
  });

  it('goes on where an earlier one ended', async () => {
    const { log, codec, machine, publish } = await setUp();
    await publish();
    const first = await machine.until(loadSchemas({ log, codec }));
    expect(first.ids).toStrictEqual(ownIds);
    log.takeOffsets(schemaTopic.name, 0, 2);
    log.intrude(schemaTopic.name, 0, [{ key: '1', value: Buffer.from('{'), stamp: undefined }]);
    const second = await machine.until(loadSchemas({ log, codec, from: first.next }));
    expect(second).toStrictEqual({ ids: new Set(), unreadable: ['1'], next: first.next + 3 });
  });
});
