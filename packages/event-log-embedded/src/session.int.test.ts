import { getEventListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppendRefused, type LogRecord, OffsetOutOfRange, SessionUnavailable } from '@ragtime/event-log';
import { realMachine } from '@ragtime/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedLog, openEmbeddedLog } from './embedded-log.ts';
import { readAll } from './testing/read-all.ts';

let folder: string;
let log: EmbeddedLog;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-session-'));
  log = await openEmbeddedLog({ folder, machine: realMachine });
  await log.ensureTopics([{ name: 'events', partitions: 3 }]);
});
afterEach(async () => {
  await log.close();
  await rm(folder, { recursive: true, force: true });
});

const record = (value: string | Uint8Array = 'text', at = 0): LogRecord => ({
  key: 'key',
  value: typeof value === 'string' ? Buffer.from(value) : value,
  stamp: { at, previous: Buffer.alloc(8, 7) },
});

describe('a session', () => {
  it('keeps key, value and stamp of a record over a restart, byte by byte', async () => {
    const session = await log.openSession('events', 1);
    const value = Uint8Array.from({ length: 300 }, (_, index) => index % 256);
    expect(await session.append([record(value, 5), record('', -1)])).toBe(0);
    await log.close();
    log = await openEmbeddedLog({ folder, machine: realMachine });
    const records = await readAll(log, 'events', 1);
    expect(records.map(({ offset, key, stamp }) => [offset, key, stamp?.at])).toEqual([
      [0, 'key', 5],
      [1, 'key', -1],
    ]);
    expect(Buffer.from(records[0]?.value ?? []).equals(value)).toBe(true);
    expect(records[1]?.value).toHaveLength(0);
    expect(Buffer.from(records[1]?.stamp?.previous ?? [])).toEqual(Buffer.alloc(8, 7));
  });
  it('leaves no listener on the signal of a reader that waits with it again and again', async () => {
    const session = await log.openSession('events', 0);
    const { signal } = new AbortController();
    for (let many = 0; many < 20; many += 1) await session.read(0, { limit: 1, waitMs: 1, signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
  it('wakes a waiting read at an append to its partition, and not at one to another', async () => {
    const [reader, writer, other] = await Promise.all([
      log.openSession('events', 0),
      log.openSession('events', 0),
      log.openSession('events', 1),
    ]);
    const seen: string[] = [];
    const waiting = reader.read(0, { limit: 10, waitMs: 60_000 }).then(({ records }) => seen.push(`${records.length} read`));
    await other.append([record()]);
    seen.push('other appended');
    await writer.append([record()]);
    await waiting;
    expect(seen).toEqual(['other appended', '1 read']);
  });
  it('ends a waiting read that was called off or whose session was closed, and returns an empty page after the wait', async () => {
    const session = await log.openSession('events', 0);
    const calledOff = new AbortController();
    const waiting = session.read(0, { limit: 10, waitMs: 60_000, signal: calledOff.signal });
    calledOff.abort(new Error('called off'));
    await expect(waiting).rejects.toThrow('called off');
    expect(await session.read(0, { limit: 10, waitMs: 1 })).toEqual({ records: [], next: 0, end: 0 });
    const another = session.read(0, { limit: 10, waitMs: 60_000 });
    const appending = session.append([record()]);
    await session.close();
    await expect(another).rejects.toThrow('the session was closed');
    await expect(appending).rejects.not.toBeInstanceOf(AppendRefused);
    await expect(session.append([record()])).rejects.toMatchObject({ reason: 'session-over' });
    await expect(session.read(0, { limit: 1, waitMs: 0 })).rejects.toThrow('over');
    await expect(session.proveEnd()).rejects.toThrow('over');
  });
  it('cannot read outside the range of offsets', async () => {
    const session = await log.openSession('events', 0);
    await session.append([record()]);
    await expect(session.read(2, { limit: 1, waitMs: 0 })).rejects.toThrow(OffsetOutOfRange);
    await expect(session.read(-1, { limit: 1, waitMs: 0 })).rejects.toMatchObject({ start: 0, end: 1 });
  });
  it('ends a page at its limit of bytes, and continues from there', async () => {
    const session = await log.openSession('events', 0);
    for (let count = 0; count < 6; count += 1) await session.append([record(Buffer.alloc(1_000_000, count))]);
    const page = await session.read(0, { limit: 100, waitMs: 0 });
    expect([page.records.length, page.next, page.end]).toEqual([5, 5, 6]);
    expect((await readAll(log, 'events', 0)).map(({ value }) => value?.[0])).toEqual([0, 1, 2, 3, 4, 5]);
  });
  it('cannot be opened for a partition that does not exist, nor on a closed log', async () => {
    await expect(log.openSession('events', 3)).rejects.toThrow(SessionUnavailable);
    await expect(log.openSession('other', 0)).rejects.toThrow(SessionUnavailable);
    await log.close();
    await expect(log.openSession('events', 0)).rejects.toThrow(SessionUnavailable);
  });
});

describe('topics', () => {
  it('can be added at any time, and keep their number of partitions', async () => {
    await log.ensureTopics([
      { name: 'events', partitions: 3 },
      { name: 'other', partitions: 40 },
    ]);
    const session = await log.openSession('other', 39);
    expect(await session.append([record()])).toBe(0);
    await expect(
      log.ensureTopics([
        { name: 'new', partitions: 1 },
        { name: 'other', partitions: 41 },
      ]),
    ).rejects.toThrow('topic other has 40 partitions where 41 are needed');
    await expect(log.openSession('new', 0)).rejects.toThrow(SessionUnavailable);
    expect(await session.append([record()])).toBe(1);
  });
});
