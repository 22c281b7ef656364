import type { Machine } from '@ragtime/runtime';
import type { Chain, CountingRecord } from '../chain/chain.ts';
import { barrierStamp, sameLink } from '../chain/link.ts';
import { stands } from '../chain/stands.ts';
import { rereadTail, type TailVerdict } from '../chain/tail.ts';
import { walkPage } from '../chain/walk.ts';
import type { Codec, Envelope } from '../port/envelope.ts';
import type { EventLog, Link, LogRecord, Offset, Page, PartitionSession } from '../port/log.ts';
import type { Position } from '../port/position.ts';
import type { OwnerLimits } from './limits.ts';
import type { PartitionState } from './state.ts';
import { OwnerStopped } from './stopped.ts';

/** The one session over which an owner reads, appends and settles. Each new session is checked against the folded records. */
export interface HeldSession {
  readonly isOpen: boolean;
  /**
   * The session in hand, or a new one whose tail was checked. Throws when no session can be opened now; throws `OwnerStopped` when the log
   * diverged.
   */
  open(): Promise<PartitionSession>;
  /** After any doubt: the owner sends and reads nothing more over this session. */
  drop(): void;
  /** Folds until everything below `end` is in the state. */
  foldTo(end: Offset): Promise<void>;
  /** Folds as far as this session's server shows. */
  catchUp(): Promise<void>;
  /** Appends a barrier and folds up to it. Everything that was sent before is then in the state, or will never count. */
  settle(): Promise<void>;
  /** Whether the log is the one in which a position was reached. */
  stands(position: Position): Promise<boolean>;
  /** Reports whether the record with this link at this offset was folded since the call. */
  watch(offset: Offset, link: Link): { readonly seen: boolean };
}

interface HeldSessionNeeds<Event, Entities> {
  readonly log: EventLog;
  readonly topic: string;
  readonly partition: number;
  readonly state: PartitionState<Event, Entities>;
  readonly codec: Codec<Event>;
  readonly limits: OwnerLimits;
  readonly machine: Machine;
}

const barrier: LogRecord = { key: '', value: new Uint8Array(0), stamp: barrierStamp };

/** The number and the distance of retries for an unknown schema. Its writer put it into the log before the record. */
const schemaTries = 20;
const schemaRetryMs = 100;

export function holdSession<Event, Entities>(needs: HeldSessionNeeds<Event, Entities>): HeldSession {
  const { log, topic, partition, state, codec, limits, machine } = needs;
  let held: PartitionSession | undefined;
  let watched: { offset: Offset; link: Link; seen: boolean } | undefined;

  function drop(): void {
    const session = held;
    held = undefined;
    void session?.close().catch(() => undefined);
  }

  async function open(): Promise<PartitionSession> {
    if (held !== undefined) return held;
    const session = await log.openSession(topic, partition);
    held = session;
    try {
      const tail = await rereadTail(session, state.chain);
      if (tail !== 'same') await proveTail(session, tail);
      return session;
    } catch (cause) {
      drop();
      throw cause;
    }
  }

  /** A server's view of the log proves nothing until it has acknowledged an append. Only then does it lead the partition. */
  async function proveTail(session: PartitionSession, shown: Exclude<TailVerdict, 'same'>): Promise<void> {
    if (shown === 'start-removed') throw new OwnerStopped('log-diverged', 'the log does not begin at 0 any more');
    const landed = await session.append([barrier]);
    if (landed < state.chain.offset) {
      throw new OwnerStopped('log-diverged', `the log ends at ${landed}, but was read up to ${state.chain.offset}`);
    }
    const tail = await rereadTail(session, state.chain);
    if (tail === 'shorter') throw new Error('this server does not show the tail yet');
    if (tail !== 'same') throw new OwnerStopped('log-diverged', `a record below ${state.chain.offset} differs from the one that was read`);
  }

  async function decode(record: CountingRecord): Promise<Envelope<Event>> {
    for (let tries = 1; ; tries += 1) {
      const decoded = codec.decode(record.value);
      if (decoded.ok) return decoded.envelope;
      const { kind, detail } = decoded.failure;
      const reason = kind === 'cannot-decode' ? 'unreadable-record' : 'upgrade-needed';
      if (kind !== 'unknown-schema' || tries === schemaTries)
        throw new OwnerStopped(reason, `the record at offset ${record.offset} cannot be decoded: ${detail}`);
      if (tries > 1) await machine.timers.sleep(schemaRetryMs);
      await codec.learnMore?.();
    }
  }

  async function take(session: PartitionSession, page: Page): Promise<void> {
    const counting: { readonly record: CountingRecord; readonly chain: Chain }[] = [];
    const walk = await walkPage(session, state.chain, page, (record, chain) => counting.push({ record, chain }));
    for (const { record, chain } of counting) {
      state.fold(record.offset, record.key, await decode(record));
      state.chain = chain;
      if (watched?.offset === record.offset) watched.seen = sameLink(watched.link, chain.link);
    }
    state.chain = walk.chain;
    if (walk.kind === 'doubtful') await proveTail(session, walk.tail);
  }

  async function foldTo(end: Offset): Promise<void> {
    while (state.chain.offset < end) {
      const session = await open();
      await take(session, await session.read(state.chain.offset, { limit: limits.readRecords, waitMs: 500 }));
    }
  }

  return {
    get isOpen() {
      return held !== undefined;
    },
    open,
    drop,
    foldTo,
    async catchUp() {
      for (;;) {
        const session = await open();
        const page = await session.read(state.chain.offset, { limit: limits.readRecords, waitMs: 0 });
        await take(session, page);
        if (state.chain.offset >= page.end) return;
      }
    },
    async settle() {
      const session = await open();
      const landed = await session.append([barrier]);
      if (landed < state.chain.offset) {
        throw new OwnerStopped('log-diverged', `a barrier lies at ${landed}, but the log was read up to ${state.chain.offset}`);
      }
      while (state.chain.offset <= landed) {
        await take(session, await session.read(state.chain.offset, { limit: limits.readRecords, waitMs: 500 }));
      }
    },
    stands: async (position) => await stands(await open(), position),
    watch(offset, link) {
      watched = { offset, link, seen: false };
      return watched;
    },
  };
}
