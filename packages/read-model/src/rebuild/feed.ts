import type { DomainEvent } from '@ragtime/domain';
import {
  type Codec,
  type EventLog,
  type FollowedBatch,
  type FollowedRecord,
  followPartition,
  generationIn,
  genesisLink,
  type PartitionName,
  type Position,
  type ProjectionStore,
} from '@ragtime/event-log';
import { type Machine, messageOf } from '@ragtime/runtime';
import type { AnyChange } from '../changes/change.ts';
import type { AnyProjection } from '../projections/all.ts';
import type { Helpers } from '../projections/projection.ts';
import { createPace } from './pace.ts';

export interface FeedOptions {
  readonly projection: AnyProjection;
  readonly store: ProjectionStore<AnyChange>;
  readonly helpers: Helpers;
  readonly log: EventLog;
  readonly codec: Codec<DomainEvent>;
  readonly machine: Machine;
  readonly signal: AbortSignal;
  readonly onRecords: (records: number) => void;
}

/** A record cannot be applied. A rebuild stops at the first one, because a generation that lacks a key must not become live. */
export class RebuildStopped extends Error {
  override readonly name = 'RebuildStopped';
  readonly reason: 'poison' | 'log-diverged' | 'aborted';

  constructor(reason: RebuildStopped['reason'], detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** Feeds one partition of a generation up to exactly `target`, in short transactions. */
export async function feedTo(
  options: FeedOptions,
  name: PartitionName,
  from: Position | undefined,
  target: number,
): Promise<Position | undefined> {
  if ((from?.offset ?? 0) >= target) return from;
  const { projection, store, helpers, machine, signal } = options;
  const cut = name.lastIndexOf('/');
  const done = new AbortController();
  const pace = createPace(machine.clock);
  let position = from;

  const commit = async (to: Position, changes: readonly AnyChange[], generation?: number): Promise<void> => {
    const outcome = await store.commit({ partition: name, from: position, to, changes, stopped: [], resumed: [], generation });
    if (outcome === 'moved') throw new RebuildStopped('aborted', `another process writes the same generation of ${projection.name}`);
    position = to;
  };

  const take = async ({ records, position: behind, end }: FollowedBatch<DomainEvent>): Promise<void> => {
    if (end < target) throw new RebuildStopped('log-diverged', `${name} ends at ${end}, before the read model's ${target}`);
    let rest = records.filter(({ position: { offset } }) => offset <= target);
    while (rest.length > 0) {
      const portion = rest.slice(0, pace.records());
      rest = rest.slice(portion.length);
      const changes = portion.flatMap((one) => changesOf(projection, helpers, name, one));
      const to = portion.at(-1)?.position;
      if (to !== undefined) await pace.measure(() => commit(to, changes, generationIn(portion)));
      options.onRecords(portion.length);
    }
    const offset = Math.min(behind.offset, target);
    if (offset > (position?.offset ?? 0))
      await commit({ offset, link: offset < behind.offset ? (position?.link ?? genesisLink) : behind.link }, []);
    if ((position?.offset ?? 0) >= target) done.abort();
  };

  const end = await followPartition({
    ...options,
    topic: name.slice(0, cut),
    partition: Number(name.slice(cut + 1)),
    from,
    signal: AbortSignal.any([signal, done.signal]),
    onRecords: async (batch) => {
      if (!done.signal.aborted) await take(batch);
    },
  });
  if (end.kind === 'log-diverged') throw new RebuildStopped('log-diverged', end.detail);
  if (!done.signal.aborted) throw new RebuildStopped('aborted', 'the rebuild was stopped');
  return position;
}

function changesOf(
  projection: AnyProjection,
  helpers: Helpers,
  name: PartitionName,
  one: FollowedRecord<DomainEvent>,
): readonly AnyChange[] {
  if (one.kind === 'failure')
    throw new RebuildStopped('poison', `${name} ${one.offset} (${one.key}): ${one.failure.kind}, ${one.failure.detail}`);
  try {
    return projection.apply(one.record, helpers, one.position);
  } catch (cause) {
    const { offset, key } = one.record;
    throw new RebuildStopped('poison', `${name} ${offset} (${key}): handler-threw, ${messageOf(cause)}`);
  }
}
