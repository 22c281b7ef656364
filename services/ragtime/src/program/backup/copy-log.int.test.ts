import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { barrierStamp, type EventLog, genesisLink, type StoredRecord } from '@ragtime/event-log';
import { openEmbeddedLog } from '@ragtime/event-log-embedded';
import { realMachine as machine } from '@ragtime/runtime';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copyPartition, LogsDiffer } from './copy-log.ts';

let folder: string;
let logs: EventLog[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-copy-log-'));
  logs = [];
});
afterEach(async () => {
  for (const log of logs) await log.close();
  await rm(folder, { recursive: true });
});

async function open(name: string): Promise<EventLog> {
  const log = await openEmbeddedLog({ folder: join(folder, name), machine });
  logs.push(log);
  await log.ensureTopics([{ name: 'events', partitions: 1 }]);
  return log;
}

const record = (at: number, text: string) => ({ key: 'key', value: Buffer.from(text), stamp: { at, previous: genesisLink } });

async function append(log: EventLog, ...records: readonly ReturnType<typeof record>[]): Promise<void> {
  const session = await log.openSession('events', 0);
  await session.append(records);
  await session.close();
}

async function all(log: EventLog): Promise<readonly StoredRecord[]> {
  const session = await log.openSession('events', 0);
  const { records } = await session.read(0, { limit: 10_000, waitMs: 0 });
  await session.close();
  return records;
}

it('keeps the offset of every record, and goes on where an earlier copy ended', async () => {
  const [from, to] = [await open('from'), await open('to')];
  await append(from, record(0, 'first'), { ...record(0, 'a barrier'), stamp: barrierStamp }, record(2, 'second'));
  await copyPartition(from, to, 'events', 0);
  expect(await all(to)).toEqual(await all(from));
  await append(from, ...Array.from({ length: 1_200 }, (_, index) => record(3 + index, `later ${index}`)));
  await copyPartition(from, to, 'events', 0);
  await copyPartition(from, to, 'events', 0);
  expect(await all(to)).toEqual(await all(from));
});

it('refuses a target that holds another record, and changes nothing in it', async () => {
  const [from, to] = [await open('from'), await open('to')];
  await append(from, record(0, 'first'), record(1, 'second'));
  await append(to, record(0, 'another'));
  await expect(copyPartition(from, to, 'events', 0)).rejects.toThrow(LogsDiffer);
  expect(await all(to)).toHaveLength(1);
});
