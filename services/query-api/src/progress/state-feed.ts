import { type DomainEvent, topics } from '@ragtime/domain';
import {
  type Codec,
  type EventLog,
  type FollowedBatch,
  followPartition,
  type PartitionName,
  type Position,
  type Positions,
} from '@ragtime/event-log';
import type { Logger, Machine } from '@ragtime/runtime';
import { type StateChange, stateChangeOf } from './state-change.ts';

/** A change, with the position after its record. */
export interface FeedItem {
  readonly change: StateChange;
  readonly partition: PartitionName;
  readonly position: Position;
}

export type FeedPage =
  /** The items are in the order of each partition. `read` holds the feed's positions for partitions with no further items. */
  | { readonly kind: 'items'; readonly items: readonly FeedItem[]; readonly read: Positions }
  /** The feed no longer keeps all changes since the asked position. */
  | { readonly kind: 'gone' };

/** Keeps the latest changes of the document topic for all clients that watch. One reader serves any number of clients. */
export interface StateFeed {
  /** Returns changes after the positions, at most `limit` of each partition. It skips partitions that have no position. */
  read(after: Positions, limit: number): FeedPage;
  current(): Positions;
  /** Calls the listener after new changes. @returns a function that removes the listener. */
  onChange(listener: () => void): () => void;
  /** Calls the listener with every batch of records, also with those that the feed does not keep. */
  onRecords(listener: (batch: FollowedBatch<DomainEvent>) => void): void;
  stop(): Promise<void>;
}

export interface StateFeedOptions {
  readonly log: EventLog;
  readonly codec: Codec<DomainEvent>;
  readonly machine: Machine;
  readonly logger: Logger;
  readonly partitions: number;
  /** The feed begins here: the read model holds everything before. */
  readonly from: Positions;
  /** The number of changes to keep for each partition, 4,000 by default. */
  readonly keptPerPartition?: number;
}

interface Kept {
  /** The offset after the last change that was dropped. */
  floor: number;
  items: FeedItem[];
  position: Position;
}

export function startStateFeed(options: StateFeedOptions): StateFeed {
  const { log, codec, machine, logger, partitions, from, keptPerPartition = 4_000 } = options;
  const kept = new Map<PartitionName, Kept>();
  const listeners = new Set<() => void>();
  const recordListeners = new Set<(batch: FollowedBatch<DomainEvent>) => void>();
  const halt = new AbortController();

  function take(batch: FollowedBatch<DomainEvent>): void {
    const partition: PartitionName = `${batch.topic}/${batch.partition}`;
    const own = kept.get(partition) ?? { floor: from.get(partition)?.offset ?? 0, items: [], position: batch.position };
    kept.set(partition, own);
    for (const followed of batch.records) {
      const change = followed.kind === 'event' ? stateChangeOf(followed.record) : undefined;
      if (change !== undefined) own.items.push({ change, partition, position: followed.position });
    }
    // Old changes are dropped in blocks, so that not every change costs a copy.
    if (own.items.length > 2 * keptPerPartition) {
      const dropped = own.items.slice(0, -keptPerPartition);
      own.floor = dropped.at(-1)?.position.offset ?? own.floor;
      own.items = own.items.slice(-keptPerPartition);
    }
    own.position = batch.position;
    for (const listener of recordListeners) listener(batch);
    if (batch.records.length > 0) for (const listener of listeners) listener();
  }

  const following = Array.from({ length: partitions }, async (_, partition) => {
    const name: PartitionName = `${topics.documentEvents}/${partition}`;
    const ended = await followPartition({
      log,
      codec,
      machine,
      partition,
      topic: topics.documentEvents,
      from: from.get(name),
      signal: halt.signal,
      onRecords: take,
    });
    if (ended.kind === 'log-diverged')
      logger.error({ detail: ended.detail }, 'live progress stopped: the log has diverged from what this node has read');
  });

  return {
    read(after, limit) {
      const items: FeedItem[] = [];
      const read = new Map<PartitionName, Position>(after);
      for (const [partition, { offset }] of after) {
        const own = kept.get(partition);
        if (own === undefined) continue;
        if (offset < own.floor) return { kind: 'gone' };
        const fresh = own.items.slice(firstBehind(own.items, offset));
        const shown = fresh.slice(0, limit);
        items.push(...shown);
        const upTo = fresh.length > limit ? shown.at(-1)?.position : own.position;
        if (upTo !== undefined && upTo.offset > offset) read.set(partition, upTo);
      }
      return { kind: 'items', items, read };
    },
    current: () => new Map([...kept].map(([partition, { position }]) => [partition, position])),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onRecords: (listener) => void recordListeners.add(listener),
    async stop() {
      halt.abort(new Error('the feed was stopped'));
      await Promise.allSettled(following);
    },
  };
}

/** The index of the first item whose record lies at or after an offset. */
function firstBehind(items: readonly FeedItem[], offset: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.position.offset ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
