import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PartitionSession } from '@ragtime/event-log';
import { realMachine as machine } from '@ragtime/runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EmbeddedLog, openEmbeddedLog } from './embedded-log.ts';
import { openLogFile } from './log-file.ts';

const [topic, writers, copies] = ['events', 6, 60];
const value = new Uint8Array(600);

let folder: string;
let log: EmbeddedLog;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-copy-'));
  log = await openEmbeddedLog({ folder, machine });
  await log.ensureTopics([{ name: topic, partitions: writers }]);
});
afterAll(async () => {
  await log.close();
  await rm(folder, { recursive: true });
});

it('a copy that is made during appends is complete, however often it is made', async () => {
  let isOver = false;
  const ends = Array.from({ length: writers }, () => 0);
  async function write(session: PartitionSession, partition: number): Promise<void> {
    while (!isOver) ends[partition] = (await session.append([{ key: 'key', value, stamp: { at: 0, previous: new Uint8Array(8) } }])) + 1;
    await session.close();
  }
  const sessions = await Promise.all(ends.map(async (_, partition) => await log.openSession(topic, partition)));
  const writing = Promise.all(sessions.map(write));
  for (let count = 0; count < copies; count += 1) {
    const [file, before] = [join(folder, `copy-${count}`), [...ends]];
    await log.copyTo(file);
    const copy = openLogFile(file);
    const copied = copy.partitions.filter((one) => one.topic === topic);
    expect(copied.map(({ partition, end }) => end >= (before[partition] ?? 0))).toEqual(ends.map(() => true));
    copy.close();
    await rm(file);
  }
  isOver = true;
  await writing;
});
