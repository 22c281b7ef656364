import { createBackoff, type Machine, messageOf } from '@ragtime/runtime';
import { type Chain, type CountingRecord, emptyChain } from '../chain/chain.ts';
import { recoverChain } from '../chain/recover.ts';
import { rereadTail } from '../chain/tail.ts';
import { walkPage } from '../chain/walk.ts';
import type { Codec, DecodeFailure, RecordedEvent } from '../port/envelope.ts';
import type { EventLog, Offset, PartitionSession } from '../port/log.ts';
import type { Position } from '../port/position.ts';

/** A record that counts, and the position after it. */
export type FollowedRecord<Event> = { readonly position: Position } & (
  | { readonly kind: 'event'; readonly record: RecordedEvent<Event> }
  | { readonly kind: 'failure'; readonly offset: Offset; readonly key: string; readonly failure: DecodeFailure }
);

export interface FollowedBatch<Event> {
  readonly topic: string;
  readonly partition: number;
  /** In order. It may be empty, because records that do not count move the position too. */
  readonly records: readonly FollowedRecord<Event>[];
  /** The position after all records so far, including those that do not count. */
  readonly position: Position;
  /** The log's end as the server showed it. */
  readonly end: Offset;
}

export type FollowEnd =
  | { readonly kind: 'stopped' }
  /** The stored position, or what was read since, belongs to another log. An operator must order a refold or a rebuild. */
  | { readonly kind: 'log-diverged'; readonly detail: string };

export interface FollowOptions<Event> {
  readonly log: EventLog;
  readonly topic: string;
  readonly partition: number;
  /** Undefined: the partition is read from the beginning. */
  readonly from: Position | undefined;
  readonly codec: Codec<Event>;
  readonly machine: Machine;
  readonly signal: AbortSignal;
  /**
   * The follower awaits it before it reads on. An error that it throws ends the follower and is rethrown. It is called at least once, when the
   * start is reached.
   */
  readonly onRecords: (batch: FollowedBatch<Event>) => void | Promise<void>;
  /** Called with the reason when the follower cannot read. The follower retries by itself. */
  readonly onTrouble?: (detail: string) => void;
  /** Called after every read, also after an empty one, for callers that need to know the lag. */
  readonly onRead?: (seen: { readonly offset: Offset; readonly end: Offset }) => void;
  readonly limits?: Partial<FollowLimits>;
}

export interface FollowLimits {
  readonly readRecords: number;
  /** How long one read waits for new records. */
  readonly waitMs: number;
  readonly retryAfterMs: readonly [first: number, last: number];
  /** After this time without new records the follower opens another session, because this session's server may have been deposed without notice. */
  readonly idleMs: number;
  /** How long the follower waits for an unknown schema before its record counts as a failure. */
  readonly schemaWaitMs: number;
}

const defaultLimits: FollowLimits = { readRecords: 500, waitMs: 5_000, retryAfterMs: [20, 1_000], idleMs: 30_000, schemaWaitMs: 2_000 };

class Diverged extends Error {}

/** Hands over every record that counts, in order, from a position on until the signal. It opens as many sessions as it needs. */
export async function followPartition<Event>(options: FollowOptions<Event>): Promise<FollowEnd> {
  const { log, topic, partition, from, machine, signal, onTrouble } = options;
  const limits = { ...defaultLimits, ...options.limits };
  let chain: Chain | undefined = from === undefined ? emptyChain : undefined;
  const backoff = createBackoff(machine, limits.retryAfterMs);
  let handlerFailure: { readonly cause: unknown } | undefined;

  const handOver = async (batch: FollowedBatch<Event>) => {
    try {
      await options.onRecords(batch);
    } catch (cause) {
      handlerFailure = { cause };
      throw cause;
    }
  };

  while (!signal.aborted) {
    let session: PartitionSession | undefined;
    try {
      session = await log.openSession(topic, partition);
      chain = await standOn(session, chain, from);
      let newsMs = machine.clock.monotonicMs();
      for (let isFirst = true; !signal.aborted && machine.clock.monotonicMs() - newsMs < limits.idleMs; isFirst = false) {
        const page = await session.read(chain.offset, { limit: limits.readRecords, waitMs: isFirst ? 0 : limits.waitMs, signal });
        const { offset } = chain;
        if (page.next > offset) newsMs = machine.clock.monotonicMs();
        const counting: { readonly record: CountingRecord; readonly chain: Chain }[] = [];
        const walk = await walkPage(session, chain, page, (record, behind) => counting.push({ record, chain: behind }));
        const records: FollowedRecord<Event>[] = [];
        for (const one of counting) records.push(await read(one.record, one.chain, options, limits));
        if (isFirst || walk.chain.offset > offset) {
          const position = { offset: walk.chain.offset, link: walk.chain.link };
          await handOver({ topic, partition, records, position, end: Math.max(page.end, position.offset) });
        }
        chain = walk.chain;
        options.onRead?.({ offset: chain.offset, end: page.end });
        backoff.reset();
        if (walk.kind === 'doubtful') refuse(walk.tail);
      }
    } catch (cause) {
      if (handlerFailure !== undefined) throw handlerFailure.cause;
      if (cause instanceof Diverged) return { kind: 'log-diverged', detail: `${topic}/${partition}: ${cause.message}` };
      if (signal.aborted) break;
      onTrouble?.(messageOf(cause));
      await backoff.wait(signal).catch(() => undefined);
    } finally {
      await session?.close().catch(() => undefined);
    }
  }
  return { kind: 'stopped' };
}

/** A new session may reach a server that never saw what the last one showed. */
async function standOn(session: PartitionSession, chain: Chain | undefined, from: Position | undefined): Promise<Chain> {
  if (chain !== undefined) {
    const tail = await rereadTail(session, chain);
    if (tail !== 'same') refuse(tail);
    return chain;
  }
  const found = from === undefined ? emptyChain : await recoverChain(session, from);
  return typeof found === 'string' ? refuse(found) : found;
}

/** A shorter log proves nothing to a reader, because a reader cannot ask for a proof. So it waits. */
function refuse(tail: 'other' | 'shorter' | 'start-removed'): never {
  if (tail === 'shorter') throw new Error('the log is shorter here than what was read of it');
  throw new Diverged(tail === 'other' ? 'this is not the log that was read' : 'the log does not begin at 0 any more');
}

async function read<Event>(
  { key, value, offset }: CountingRecord,
  { link, offset: next }: Chain,
  { codec, machine, topic, partition, signal }: FollowOptions<Event>,
  { schemaWaitMs }: FollowLimits,
): Promise<FollowedRecord<Event>> {
  const position = { offset: next, link };
  const startedMs = machine.clock.monotonicMs();
  for (let pauseMs = 0; ; pauseMs = 50) {
    const decoded = codec.decode(value);
    if (decoded.ok) {
      const preparing = codec.prepare?.(decoded.envelope);
      if (preparing !== undefined) await preparing;
      return { kind: 'event', record: { ...decoded.envelope, topic, partition, offset, key }, position };
    }
    const isPatient = decoded.failure.kind === 'unknown-schema' && machine.clock.monotonicMs() - startedMs < schemaWaitMs;
    if (!isPatient) return { kind: 'failure', offset, key, failure: decoded.failure, position };
    if (pauseMs > 0) await machine.timers.sleep(pauseMs, signal);
    await codec.learnMore?.();
  }
}
