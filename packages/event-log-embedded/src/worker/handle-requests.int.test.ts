import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../database/open-database.ts';
import { streamsOf } from '../database/streams.ts';
import { createServer } from './handle-requests.ts';
import type { Request } from './protocol.ts';

let folder: string;
let database: DatabaseSync;
let handle: ReturnType<typeof createServer>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ragtime-handle-'));
  const settings = { file: join(folder, 'log.sqlite'), reserveBytes: 0, fileBytesMax: undefined, bootId: 'boot' };
  ({ database } = openDatabase(settings));
  handle = createServer({ database, streams: streamsOf(database), settings });
  handle([{ id: 0, kind: 'ensure-topics', topics: [{ name: 'events', partitions: 12 }] }]);
});
afterEach(() => {
  if (database.isOpen) database.close();
  rmSync(folder, { recursive: true, force: true });
});

const append = (id: number, stream: number): Request => ({
  id,
  kind: 'append',
  stream,
  records: [{ key: 'key', value: Buffer.alloc(300), stamp: { at: 0, previous: Buffer.alloc(8) } }],
});

/** Each transaction ends with one frame that holds the size of the database after it; the other frames hold 0. */
function transactionsInWriteAheadLog(): number {
  const bytes = readFileSync(join(folder, 'log.sqlite-wal'));
  const salt = bytes.subarray(16, 24);
  let count = 0;
  for (let at = 32; at + 24 <= bytes.byteLength && bytes.subarray(at + 8, at + 16).equals(salt); at += 24 + 4096) {
    if (bytes.readUInt32BE(at + 4) > 0) count += 1;
  }
  return count;
}

describe('the worker', () => {
  it('commits waiting appends of all partitions in one transaction', () => {
    const before = transactionsInWriteAheadLog();
    const { replies } = handle(Array.from({ length: 24 }, (_, index) => append(index, 1 + (index % 12))));
    expect(transactionsInWriteAheadLog() - before).toBe(1);
    expect(replies.map(({ reply }) => reply)).toEqual(
      Array.from({ length: 24 }, (_, index) => ({ kind: 'appended', at: index < 12 ? 0 : 1 })),
    );
    handle([append(100, 1)]);
    handle([append(101, 1)]);
    expect(transactionsInWriteAheadLog() - before).toBe(3);
  });
  it('commits with a sync of the write-ahead log', () => {
    expect(database.prepare('pragma synchronous').get()).toEqual({ synchronous: 2 });
    expect(database.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(database.prepare('pragma locking_mode').get()).toEqual({ locking_mode: 'exclusive' });
  });
  it('answers all waiting requests as broken when the database fails, except those already committed', () => {
    const { replies, isOver } = handle([
      append(1, 1),
      { id: 2, kind: 'read', stream: 99, from: 0, limit: 1 },
      { id: 3, kind: 'read', stream: 1, from: 0, limit: 1 },
    ]);
    expect(isOver).toBe(true);
    expect(replies.map(({ id, reply }) => [id, reply.kind])).toEqual([
      [1, 'appended'],
      [2, 'broken'],
      [3, 'broken'],
    ]);
    expect(database.isOpen).toBe(false);
  });
  it('stores none of the appends of a transaction that fails', () => {
    const { replies } = handle([append(1, 1), append(2, 99)]);
    expect(replies.map(({ reply }) => reply.kind)).toEqual(['broken', 'broken']);
    ({ database } = openDatabase({ file: join(folder, 'log.sqlite'), reserveBytes: 0, fileBytesMax: undefined, bootId: 'boot' }));
    expect(streamsOf(database).end(1)).toBe(0);
  });
});
