import type { Machine } from '@ragtime/runtime';
import type { Codec, RecordedEvent } from '../port/envelope.ts';
import type { EventLog, Offset } from '../port/log.ts';
import type { PartitionName, Position } from '../port/position.ts';
import type { FollowLimits } from '../reader/follow.ts';
import type { Projection } from './projection.ts';
import type { ProjectionStore, StoppedKey } from './store.ts';

export interface ProjectorOptions<Event, Change, Helpers> {
  readonly projection: Projection<Event, Change, Helpers>;
  readonly helpers: Helpers;
  readonly store: ProjectionStore<Change>;
  readonly log: EventLog;
  readonly codec: Codec<Event>;
  readonly machine: Machine;
  /** Partitions of each of its topics. */
  readonly partitions: number;
  /** Receives each committed position, with every position that was passed on the way to it. */
  readonly tracker?: { advance(partition: PartitionName, position: Position, passed?: readonly Position[]): void };
  /** `stop-key` skips a record that fails and all later ones of its key. `end` is for rebuilds: the first failure ends the projector. */
  readonly onPoison?: 'stop-key' | 'end';
  readonly onStoppedKey?: (stopped: StoppedKey) => void;
  /** Receives the records that one commit covered, and when their batch began, in milliseconds since 1970. */
  readonly onCommitted?: (records: readonly RecordedEvent<Event>[], beganAtMs: number) => void;
  readonly limits?: Partial<ProjectorLimits>;
}

export interface ProjectorLimits {
  /** The most records that one transaction applies. */
  readonly batchRecordsMax: number;
  /** The longest time for which records are applied before they are committed. */
  readonly batchMsMax: number;
  readonly retryAfterMs: readonly [first: number, last: number];
  readonly follow: Partial<FollowLimits>;
}

export const defaultProjectorLimits: ProjectorLimits = {
  batchRecordsMax: 500,
  batchMsMax: 50,
  retryAfterMs: [50, 2_000],
  follow: {},
};

/** The progress of one partition. */
export interface PartitionProgress {
  readonly partition: PartitionName;
  /** The committed position; undefined before the first commit. */
  readonly position: Position | undefined;
  /** The log's end as last seen; undefined before the first read. */
  readonly end: Offset | undefined;
  readonly state: 'starting' | 'following' | 'log-down' | 'store-down' | 'ended';
  /** The reason, while the log or the store is down. */
  readonly trouble: string | undefined;
  readonly stopped: readonly StoppedKey[];
}

export type ProjectorEnd =
  | { readonly kind: 'stopped' }
  /** The stored position belongs to another log. An operator must order a rebuild. */
  | { readonly kind: 'log-diverged'; readonly detail: string }
  /** Only with `onPoison: 'end'`. */
  | { readonly kind: 'poisoned'; readonly stopped: StoppedKey };

export interface Projector {
  /** Rejects only for a broken invariant. */
  readonly ended: Promise<ProjectorEnd>;
  progress(): readonly PartitionProgress[];
  /**
   * Resolves when every partition is committed up to the end that it knows at the call, or sees first after it. Rejects when the projector ends
   * before.
   */
  caughtUp(): Promise<void>;
  /** Applies the skipped records of a key, from its first failure on. `still-failing` may hide partial progress; `progress` shows it. */
  resolve(partition: PartitionName, key: string): Promise<'resolved' | 'still-failing' | 'not-stopped'>;
  stop(): Promise<void>;
}
