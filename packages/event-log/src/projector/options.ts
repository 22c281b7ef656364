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
  /** Of each of its topics. */
  readonly partitions: number;
  /** Told what is committed, and every position that was passed on the way there. */
  readonly tracker?: { advance(partition: PartitionName, position: Position, passed?: readonly Position[]): void };
  /** `stop-key` passes a record that fails, and all later ones of its key. `end` is for rebuilds: the first failure ends it. */
  readonly onPoison?: 'stop-key' | 'end';
  readonly onStoppedKey?: (stopped: StoppedKey) => void;
  /** Told what was committed together, and when that was begun, in milliseconds since 1970. */
  readonly onCommitted?: (records: readonly RecordedEvent<Event>[], beganAtMs: number) => void;
  readonly limits?: Partial<ProjectorLimits>;
}

export interface ProjectorLimits {
  /** Records applied in one transaction at most. */
  readonly batchRecordsMax: number;
  /** How long records are applied before what there is gets committed. */
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

/** How one partition is doing. */
export interface PartitionProgress {
  readonly partition: PartitionName;
  /** What is committed; undefined before the first commit. */
  readonly position: Position | undefined;
  /** The log's end as last seen; undefined before it was. */
  readonly end: Offset | undefined;
  readonly state: 'starting' | 'following' | 'log-down' | 'store-down' | 'ended';
  /** Why, while the log or the store is down. */
  readonly trouble: string | undefined;
  readonly stopped: readonly StoppedKey[];
}

export type ProjectorEnd =
  | { readonly kind: 'stopped' }
  /** What is stored is not of this log: rebuild on an operator's word. */
  | { readonly kind: 'log-diverged'; readonly detail: string }
  /** With `onPoison: 'end'` only. */
  | { readonly kind: 'poisoned'; readonly stopped: StoppedKey };

export interface Projector {
  /** Rejects only for a broken invariant. */
  readonly ended: Promise<ProjectorEnd>;
  progress(): readonly PartitionProgress[];
  /** Resolves when every partition is committed up to the end that it has seen when it is asked, or sees first; rejects when the projector ends before. */
  caughtUp(): Promise<void>;
  /** Applies what was passed over of a key, from its first failure on. `still-failing` says nothing of how far it came: `progress` does. */
  resolve(partition: PartitionName, key: string): Promise<'resolved' | 'still-failing' | 'not-stopped'>;
  stop(): Promise<void>;
}
