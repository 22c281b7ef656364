import {
  type AnyEntities,
  type DomainCommand,
  type DomainEvent,
  eventTopicCalled,
  rulesOf,
  type TaskKinds,
  withKinds,
} from '@ragtime/domain';
import {
  type Codec,
  type CommandBus,
  createPartitionOwner,
  type EventLog,
  type FoldedPart,
  type OwnerAlarm,
  type OwnerLimits,
  type OwnerObserver,
  type PartitionName,
  type PartitionOwner,
  type SnapshotOptions,
} from '@ragtime/event-log';
import type { ClockWatch, Machine } from '@ragtime/runtime';
import { codecOfTopic } from './topic-codec.ts';

export type DomainBus = CommandBus<DomainCommand, DomainEvent, string>;
/** An owner of any event topic. The name of its partition decides which commands it gets. */
export type AnyOwner = PartitionOwner<DomainCommand, DomainEvent, AnyEntities, string>;

export interface OwnersOptions {
  readonly log: EventLog;
  readonly codec: Codec<DomainEvent>;
  readonly machine: Machine;
  readonly onAlarm?: (alarm: OwnerAlarm) => void;
  /** Observes the owner of each partition, for metrics. */
  readonly observerOf?: (name: PartitionName) => OwnerObserver;
  readonly limits?: Partial<OwnerLimits>;
  /** Without a store of snapshots, every start folds the whole log. */
  readonly snapshots?: SnapshotOptions;
  /** What others have folded of a partition, for its owner to compare with the log. It never throws. */
  readonly witnesses?: (partition: PartitionName) => Promise<readonly FoldedPart[]>;
  /** The owners start also when what was folded before does not fit the log, because `refold` is called next. */
  readonly mayRefold?: boolean;
  /** Compares the clock of this process with others. While it reports trouble, nothing is written. */
  readonly clockWatch?: Pick<ClockWatch, 'trouble'>;
  /** The kinds of task; by default those of the release. */
  readonly kinds?: TaskKinds;
}

/** The owner of one partition of an event topic, not started yet. */
export function createOwner(name: PartitionName, { codec, kinds, observerOf, ...options }: OwnersOptions): AnyOwner {
  const [topic = '', partition] = name.split('/');
  const row = eventTopicCalled(topic);
  if (row === undefined) throw new TypeError(`${name} is no partition of an event topic`);
  const rules = kinds === undefined ? rulesOf(row) : withKinds(rulesOf(row), kinds);
  return createPartitionOwner({
    ...options,
    topic,
    partition: Number(partition),
    rules,
    codec: codecOfTopic(codec, topic),
    ...(observerOf && { observer: observerOf(name) }),
  });
}
