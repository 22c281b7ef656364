import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppendRefused, type LogRecord } from '@ragtime/event-log';
import { realMachine } from '@ragtime/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedLog } from './embedded-log.ts';
import { startChild } from './testing/child.ts';
import { readAll } from './testing/read-all.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-storage-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const topics = [{ name: 'events', partitions: 2 }];
const record = (bytes: number): LogRecord => ({ key: 'key', value: Buffer.alloc(bytes, 1), stamp: { at: 0, previous: Buffer.alloc(8) } });

async function reasonOf(append: Promise<unknown>): Promise<string | undefined> {
  try {
    await append;
    return undefined;
  } catch (error) {
    if (error instanceof AppendRefused) return error.reason;
    throw error;
  }
}

describe('a full disk', () => {
  it('certainly refuses the append, and still serves reads', async () => {
    const log = await openEmbeddedLog({ folder, machine: realMachine, fileBytesMax: 300_000 });
    await log.ensureTopics(topics);
    const session = await log.openSession('events', 0);
    let count = 0;
    while ((await reasonOf(session.append([record(10_000)]))) === undefined) count += 1;
    expect(count).toBeGreaterThan(10);
    expect(await reasonOf(session.append([record(100), record(100_000)]))).toBe('storage-full');
    expect(await readAll(log, 'events', 0)).toHaveLength(count);
    expect(await session.proveEnd()).toBe(count);
    await log.close();

    const roomier = await openEmbeddedLog({ folder, machine: realMachine, fileBytesMax: 3_000_000 });
    expect(roomier.openedAfter).toBe('clean-close');
    expect(await readAll(roomier, 'events', 0)).toHaveLength(count);
    expect(await (await roomier.openSession('events', 0)).append([record(100_000)])).toBe(count);
    await roomier.close();
  });
  it('refuses appends once less is free than the reserve', async () => {
    const log = await openEmbeddedLog({ folder, machine: realMachine, reserveBytes: Number.MAX_SAFE_INTEGER });
    await log.ensureTopics(topics);
    const session = await log.openSession('events', 0);
    expect(await reasonOf(session.append([record(1)]))).toBe('storage-full');
    expect(await session.read(0, { limit: 1, waitMs: 0 })).toEqual({ records: [], next: 0, end: 0 });
    await log.close();
  });
});

it('a batch over the size limit is refused, and batches beside it are not', async () => {
  const log = await openEmbeddedLog({ folder, machine: realMachine });
  await log.ensureTopics(topics);
  const [large, small] = [await log.openSession('events', 0), await log.openSession('events', 1)];
  const [refusal, at] = await Promise.all([reasonOf(large.append([record(17 * 1024 * 1024)])), small.append([record(1)])]);
  expect([refusal, at]).toEqual(['too-large', 0]);
  await log.close();
});

it('a disk that fails leaves the append in doubt and ends the session; the next session has every acknowledged record', async () => {
  // The shell's unit is 512 bytes. The write-ahead log hits the limit first, long before the database does.
  const limited = ['sh', '-c', 'trap "" XFSZ; ulimit -f 4000; exec "$@"', 'sh'];
  const child = startChild('./append-until-broken.child.ts', [folder], limited);
  const lines: string[] = [];
  for await (const line of child.lines) lines.push(line);
  const seen = JSON.parse(lines.at(-1) ?? '{}');
  expect(seen).toMatchObject({ isDoubt: true, afterwards: 'session-over', readAfterwards: true, lost: [], unasked: [] });
  expect(seen.acknowledged).toBeGreaterThan(50);
});
