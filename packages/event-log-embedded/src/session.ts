import { AppendRefused, type LogRecord, type Offset, OffsetOutOfRange, type Page, type PartitionSession } from '@ragtime/event-log';
import { onAbort, type Timers } from '@ragtime/runtime';
import type { Lane } from './lane.ts';
import type { PartitionState } from './partition-state.ts';
import type { Connection } from './worker/connection.ts';

interface Needs {
  readonly connection: Connection;
  readonly partition: PartitionState;
  readonly timers: Timers;
  /** For readers that are far behind. */
  readonly lane: Lane;
  readonly onClosed: (session: PartitionSession) => void;
}

/** A reader that lags by more records than this does not wait for other calls. */
const farBehindRecords = 50;

/** Bound to one connection. When that fails, the session is over, because a new connection may show less than this one did. */
export function openSession({ connection, partition, timers, lane, onClosed }: Needs): PartitionSession {
  const underWay = new Set<(error: Error) => void>();
  let isClosed = false;
  const isOver = () => isClosed || connection.isOver();

  /** Rejects when the session is closed before `run` has ended. */
  function untilClosed<Result>(run: (abandon: AbortSignal) => Promise<Result>): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const abandoned = new AbortController();
    const abandon = (error: Error) => {
      reject(error);
      abandoned.abort();
    };
    underWay.add(abandon);
    run(abandoned.signal)
      .then(resolve, reject)
      .finally(() => underWay.delete(abandon));
    return promise;
  }

  async function append(records: readonly LogRecord[]): Promise<Offset> {
    if (isOver()) throw new AppendRefused('session-over');
    if (records.length === 0) throw new RangeError('a batch holds at least one record');
    const reply = await connection.ask({ kind: 'append', stream: partition.stream, records: records.map(withOwnBytes) });
    switch (reply.kind) {
      case 'appended':
        partition.advanceTo(reply.at + records.length);
        return reply.at;
      case 'refused':
        throw new AppendRefused(reply.reason);
      default:
        throw new Error(`the outcome of the append is unknown: ${'message' in reply ? reply.message : reply.kind}`);
    }
  }

  async function read(from: Offset, { limit, waitMs, signal }: ReadOptions, abandon: AbortSignal): Promise<Page> {
    signal?.throwIfAborted();
    if (from < 0 || from > partition.end()) throw new OffsetOutOfRange(0, partition.end());
    if (from === partition.end() && waitMs > 0)
      await advance(partition, timers, waitMs, [abandon, ...(signal === undefined ? [] : [signal])]);
    signal?.throwIfAborted();
    if (from >= partition.end()) return { records: [], next: from, end: partition.end() };
    const ask = async () => await connection.ask({ kind: 'read', stream: partition.stream, from, limit });
    const records = Math.min(limit, partition.end() - from);
    const reply = await (records < farBehindRecords ? ask() : lane.pass(ask));
    if (reply.kind !== 'page') throw new Error(`the log cannot be read: ${'message' in reply ? reply.message : reply.kind}`);
    return { records: reply.records, next: reply.next, end: reply.end };
  }

  const session: PartitionSession = {
    append: (records) => untilClosed(() => append(records)),
    async read(from, options) {
      if (isOver()) throw new Error('the session is over');
      return await untilClosed((abandon) => read(from, options, abandon));
    },
    async proveEnd() {
      if (isOver()) throw new Error('the session is over');
      return partition.end();
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      onClosed(session);
      for (const abandon of underWay) abandon(new Error('the session was closed'));
    },
  };
  return session;
}

type ReadOptions = Parameters<PartitionSession['read']>[1];

/** Resolves at the next record, after `waitMs`, or when a signal is aborted. */
function advance(partition: PartitionState, timers: Timers, waitMs: number, signals: readonly AbortSignal[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const calledOff = partition.onAdvance(resolve);
  const timer = timers.after(waitMs, resolve);
  const forget = onAbort(() => resolve(), ...signals);
  return promise.finally(() => {
    calledOff();
    timer.cancel();
    forget();
  });
}

/** A message to another thread takes the whole buffer along to which its bytes belong, such as the pool of small buffers. */
const withOwnBytes = ({ key, value, stamp }: LogRecord): LogRecord => ({
  key,
  value: ownBytes(value),
  stamp: { at: stamp.at, previous: ownBytes(stamp.previous) },
});

const ownBytes = (bytes: Uint8Array): Uint8Array => (bytes.byteLength === bytes.buffer.byteLength ? bytes : Uint8Array.from(bytes));
