import {
  AppendRefused,
  barrierStamp,
  type LogRecord,
  type Offset,
  OffsetOutOfRange,
  type Page,
  type PartitionSession,
} from '@ragtime/event-log';
import { type Machine, unlessAborted } from '@ragtime/runtime';
import { decodeBatches } from '../records/decode-batches.ts';
import { encodeBatch } from '../records/encode-batch.ts';
import { errorCodes, fetch, listOffset, type Place, produce } from '../wire/requests.ts';
import type { Wire } from '../wire/wire.ts';

export interface KafkaSessionParts extends Place {
  readonly machine: Machine;
  readonly requestTimeoutMs: number;
  /** With more than one copy an end offset proves nothing: a deposed leader that does not know it yet answers with one too. */
  readonly replicas: number;
  readonly reading: Wire;
  /** A second connection to the same broker. With one connection an append would wait behind a read that waits for records. */
  readonly dialWriting: () => Promise<Wire>;
  /** Called once at the end, with `broken` unless the session was closed by its user. */
  readonly onEnd: (how: 'closed' | 'broken') => void;
}

/** The codes by which a broker says that it has not written. Every other code leaves it open, unknown codes too. */
const refusals: ReadonlyMap<number, AppendRefused['reason']> = new Map([
  [errorCodes.messageTooLarge, 'too-large'],
  [errorCodes.notEnoughReplicas, 'not-enough-replicas'],
  [errorCodes.topicAuthorizationFailed, 'not-authorised'],
]);

/** A read that waits is sent in pieces of this length, so that an aborted read does not delay the next one for long. */
const pollMsMax = 500;
/** The assumed size of a record until some were seen. */
const recordBytesFirst = 512;
const [fetchBytesMin, fetchBytesMax] = [64 * 1024, 4 * 1024 * 1024];

export function openKafkaSession(parts: KafkaSessionParts): PartitionSession {
  const { topic, partition, machine, requestTimeoutMs, replicas, reading, dialWriting, onEnd } = parts;
  const over = new AbortController();
  let writing: Promise<Wire> | undefined;
  /** The size of a record in the last page: asking for more would transfer bytes in vain. */
  let recordBytes = recordBytesFirst;

  const end = (how: 'closed' | 'broken' = 'broken'): void => {
    if (over.signal.aborted) return;
    over.abort(new Error('the session is over'));
    reading.close();
    writing?.then((wire) => wire.close()).catch(() => undefined);
    onEnd(how);
  };
  reading.onEnd(() => end());

  async function openWriting(): Promise<Wire> {
    const wire = await dialWriting();
    wire.onEnd(() => end());
    // The broker that answered the reads has not ended meanwhile: its end is reported before anything that came after it.
    if (over.signal.aborted) wire.close();
    return wire;
  }

  async function append(records: readonly LogRecord[]): Promise<Offset> {
    if (over.signal.aborted) throw new AppendRefused('session-over');
    const batch = encodeBatch(records, machine.clock.nowMs());
    writing ??= openWriting();
    const wire = await writing.catch((cause: unknown) => {
      end();
      throw new AppendRefused('session-over', { cause });
    });
    if (wire.isOver()) throw new AppendRefused('session-over');
    const answer = await produce(wire, { topic, partition }, batch, requestTimeoutMs).catch((cause: unknown) => {
      // Its answer may still arrive, and the next request must not overtake it.
      end();
      throw new Error(`the append to ${topic}/${partition} was not answered`, { cause });
    });
    if (answer.code === errorCodes.none) return answer.offset;
    const reason = refusals.get(answer.code);
    if (reason !== undefined) throw new AppendRefused(reason);
    end();
    throw new Error(`the append to ${topic}/${partition} was answered with code ${answer.code}`);
  }

  async function page(from: Offset, limit: number, waitMs: number): Promise<Page> {
    const bytesMax = Math.round(Math.min(fetchBytesMax, Math.max(fetchBytesMin, limit * recordBytes)));
    const fetched = await fetch(reading, { topic, partition }, from, { bytesMax, waitMs, timeoutMs: requestTimeoutMs });
    if (fetched.code === errorCodes.offsetOutOfRange) {
      const [start, shown] = [await listOffset(reading, parts, 'start'), await listOffset(reading, parts, 'end')];
      throw new OffsetOutOfRange(start, shown);
    }
    if (fetched.code !== errorCodes.none) throw new Error(`the read of ${topic}/${partition} was answered with code ${fetched.code}`);
    if (fetched.end < from) throw new OffsetOutOfRange(fetched.start, fetched.end);
    const { records, next } = decodeBatches(fetched.batches, from, limit);
    if (next > from) recordBytes = Math.max(32, fetched.batches.length / Math.max(1, next - from));
    const last = records[limit - 1];
    if (records.length <= limit || last === undefined) return { records, next, end: fetched.end };
    return { records: records.slice(0, limit), next: last.offset + 1, end: fetched.end };
  }

  async function read(from: Offset, { limit, waitMs, signal }: ReadOptions): Promise<Page> {
    const untilMs = machine.clock.monotonicMs() + waitMs;
    for (;;) {
      signal?.throwIfAborted();
      over.signal.throwIfAborted();
      const leftMs = Math.max(0, Math.ceil(untilMs - machine.clock.monotonicMs()));
      const found = await unlessAborted(page(from, limit, Math.min(leftMs, pollMsMax)), signal);
      if (found.next > from || leftMs === 0) return found;
    }
  }

  return {
    append,
    async read(from, options) {
      over.signal.throwIfAborted();
      try {
        return await read(from, options);
      } catch (error) {
        if (!(error instanceof OffsetOutOfRange) && options.signal?.aborted !== true) end();
        throw error;
      }
    },
    async proveEnd() {
      over.signal.throwIfAborted();
      if (replicas > 1) return (await append([{ key: '', value: new Uint8Array(0), stamp: barrierStamp }])) + 1;
      try {
        return await listOffset(reading, { topic, partition }, 'end');
      } catch (error) {
        end();
        throw error;
      }
    },
    close: async () => end('closed'),
  };
}

type ReadOptions = Parameters<PartitionSession['read']>[1];
