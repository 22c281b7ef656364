import type { Chain, CountingRecord } from '../chain/chain.ts';
import { follow, isStampedHere } from '../chain/chain.ts';
import { sameLink } from '../chain/link.ts';
import { walkPage } from '../chain/walk.ts';
import type { Codec, RecordedEvent } from '../port/envelope.ts';
import type { EventLog, PartitionSession } from '../port/log.ts';
import type { Position } from '../port/position.ts';
import type { ProjectionCommit, StoppedKey } from './store.ts';

interface RefoldNeeds<Event, Change> {
  readonly log: EventLog;
  readonly topic: string;
  readonly partition: number;
  readonly codec: Codec<Event>;
  readonly limits: { readonly batchRecordsMax: number };
  readonly first: StoppedKey;
  /** The committed position. The key is refolded up to here. */
  readonly position: Position;
  readonly apply: (record: RecordedEvent<Event>, behind: Position, changes: Change[]) => StoppedKey | undefined;
  readonly commit: (commit: ProjectionCommit<Change>) => Promise<void>;
}

/** Applies a stopped key's records from its first failure on. Each step commits its changes together with the next offset of the failure. */
export async function refoldKey<Event, Change>(needs: RefoldNeeds<Event, Change>): Promise<'resolved' | 'still-failing'> {
  const { log, topic, partition, first, position, limits, commit } = needs;
  const { partition: name, key } = first;
  const step = (changes: readonly Change[], stopped: readonly StoppedKey[], resumed: readonly string[]) =>
    commit({ partition: name, from: position, to: position, changes, stopped, resumed });
  const session = await log.openSession(topic, partition);
  try {
    let changes: Change[] = [];
    for await (const record of countingRecords(session, first.offset, position)) {
      if (record.key !== key) continue;
      if (changes.length >= limits.batchRecordsMax) {
        await step(changes, [{ ...first, offset: record.offset }], []);
        changes = [];
      }
      const failure = await applyRecord(needs, record, changes);
      if (failure === undefined) continue;
      await step(changes, [failure], []);
      return 'still-failing';
    }
    await step(changes, [], [key]);
    return 'resolved';
  } finally {
    await session.close();
  }
}

async function applyRecord<Event, Change>(
  { codec, topic, partition, first, apply }: RefoldNeeds<Event, Change>,
  record: CountingRecord,
  changes: Change[],
): Promise<StoppedKey | undefined> {
  const { key, value, offset } = record;
  let decoded = codec.decode(value);
  if (!decoded.ok && decoded.failure.kind === 'unknown-schema' && codec.learnMore !== undefined) {
    await codec.learnMore();
    decoded = codec.decode(value);
  }
  if (decoded.ok) await codec.prepare?.(decoded.envelope);
  if (decoded.ok) return apply({ ...decoded.envelope, topic, partition, offset, key }, follow(record), changes);
  return { ...first, offset, category: decoded.failure.kind, detail: decoded.failure.detail };
}

/** Reads from a record that is known to count up to a position, which must lie on the same chain. */
async function* countingRecords(session: PartitionSession, from: number, { offset, link }: Position): AsyncGenerator<CountingRecord> {
  let chain: Chain | undefined;
  for (let at = from; at < offset; ) {
    const page = await session.read(at, { limit: Math.min(500, offset - at), waitMs: 0 });
    const [head] = page.records;
    if (page.next === at) throw new Error('the log is shorter here than what was read of it');
    if (chain === undefined) {
      if (head === undefined || head.offset !== from || !isStampedHere(head))
        throw new Error(`record ${from} has changed since it was read`);
      chain = { offset: from, link: head.stamp.previous, lastCounting: undefined };
    }
    const found: CountingRecord[] = [];
    const walk = await walkPage(session, chain, page, (record) => found.push(record));
    if (walk.kind === 'doubtful') throw new Error('this is not the log that was read');
    yield* found.filter((record) => record.offset < offset);
    chain = walk.chain;
    at = page.next;
  }
  if (chain !== undefined && chain.offset === offset && !sameLink(chain.link, link)) throw new Error('this is not the log that was read');
}
