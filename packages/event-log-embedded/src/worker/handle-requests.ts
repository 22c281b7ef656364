import { statfsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { messageOf } from '@ragtime/runtime/errors';
import { noteCleanClose } from '../database/format.ts';
import { isFull } from '../database/sqlite-errors.ts';
import { type Streams, TopicMismatch } from '../database/streams.ts';
import type { Reply, Request, RequestOf, WorkerSettings } from './protocol.ts';

/** More than any writer above the port sends. It bounds the memory of one transaction. */
const batchBytesMax = 16 * 1024 * 1024;

interface Needs {
  readonly database: DatabaseSync;
  readonly streams: Streams;
  readonly settings: Pick<WorkerSettings, 'file' | 'reserveBytes'>;
}

interface Answered {
  readonly id: number;
  readonly reply: Reply;
}

interface Handled {
  readonly replies: readonly Answered[];
  /** The connection is closed and takes no more requests. */
  readonly isOver: boolean;
}

/** Answers all waiting requests at once, so that appends to several partitions share one transaction and one sync. */
export function createServer(needs: Needs): (requests: readonly Request[]) => Handled {
  return (requests) => {
    const replies: Answered[] = [];
    try {
      for (const request of requests) if (request.kind === 'ensure-topics') replies.push(ensureTopics(needs, request));
      const appends = requests.filter((request) => request.kind === 'append');
      if (appends.length > 0) replies.push(...appendAll(needs, appends));
      for (const request of requests) if (request.kind === 'read') replies.push(read(needs, request));
      const closing = requests.filter(({ kind }) => kind === 'close');
      if (closing.length > 0) close(needs);
      return {
        replies: [...replies, ...closing.map(({ id }): Answered => ({ id, reply: { kind: 'closed' } }))],
        isOver: closing.length > 0,
      };
    } catch (error) {
      closeQuietly(needs.database);
      const answered = new Set(replies.map(({ id }) => id));
      const broken: Reply = { kind: 'broken', message: messageOf(error) };
      const unanswered = requests.filter(({ id }) => !answered.has(id)).map(({ id }): Answered => ({ id, reply: broken }));
      return { replies: [...replies, ...unanswered], isOver: true };
    }
  };
}

function appendAll(needs: Needs, requests: readonly RequestOf<'append'>[]): readonly Answered[] {
  const fits = requests.filter((request) => bytesOf(request) <= batchBytesMax);
  const tooLarge = requests.filter((request) => bytesOf(request) > batchBytesMax).map(({ id }) => refused(id, 'too-large'));
  if (fits.length === 0) return tooLarge;
  if (!hasRoom(needs.settings)) return [...tooLarge, ...fits.map(({ id }) => refused(id, 'storage-full'))];
  try {
    return [...tooLarge, ...inTransaction(needs.database, () => fits.map((request) => append(needs.streams, request)))];
  } catch (error) {
    if (!isFull(error)) throw error;
    return [...tooLarge, ...fits.map(({ id }) => refused(id, 'storage-full'))];
  }
}

function append(streams: Streams, { id, stream, records }: RequestOf<'append'>): Answered {
  const at = streams.end(stream);
  streams.insert(stream, at, records);
  return { id, reply: { kind: 'appended', at } };
}

function read({ streams }: Needs, { id, stream, from, limit }: RequestOf<'read'>): Answered {
  const { records, next } = streams.read(stream, from, limit);
  return { id, reply: { kind: 'page', records, next, end: streams.end(stream) } };
}

function ensureTopics({ database, streams }: Needs, { id, topics }: RequestOf<'ensure-topics'>): Answered {
  try {
    inTransaction(database, () => streams.ensureTopics(topics));
    return { id, reply: { kind: 'streams', streams: streams.list() } };
  } catch (error) {
    if (error instanceof TopicMismatch) return { id, reply: { kind: 'invalid', message: error.message } };
    if (isFull(error)) return refused(id, 'storage-full');
    throw error;
  }
}

function close({ database }: Needs): void {
  noteCleanClose(database);
  database.exec('pragma wal_checkpoint(truncate)');
  database.close();
}

function inTransaction<Result>(database: DatabaseSync, run: () => Result): Result {
  database.exec('begin immediate');
  try {
    const result = run();
    database.exec('commit');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
}

function closeQuietly(database: DatabaseSync): void {
  try {
    if (database.isOpen) database.close();
  } catch {
    // The connection is given up because of an earlier error, and the caller gets that one.
  }
}

function hasRoom({ file, reserveBytes }: Needs['settings']): boolean {
  if (reserveBytes === 0) return true;
  const { bavail, bsize } = statfsSync(file);
  return bavail * bsize >= reserveBytes;
}

const refused = (id: number, reason: 'storage-full' | 'too-large'): Answered => ({ id, reply: { kind: 'refused', reason } });

const bytesOf = ({ records }: RequestOf<'append'>): number =>
  records.reduce((sum, { key, value }) => sum + Buffer.byteLength(key) + value.byteLength, 0);
