import type { DomainCommand, DomainEvent } from '@ragtime/domain';
import type { CommandBus, OwnerState, Position } from '@ragtime/event-log';
import type { PartitionState } from '@ragtime/query-api';

export type DomainBus = CommandBus<DomainCommand, DomainEvent, string>;

export interface OwnedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly state: OwnerState;
  position(): Position;
}

/** How commands are decided, wherever that is. */
export interface Deciding {
  readonly bus: DomainBus;
  /** What is decided in this process now. */
  owned(): readonly OwnedPartition[];
  /** Of the whole installation, as far as it can be asked. */
  partitions(): Promise<readonly PartitionState[]>;
}

export const stateOf = ({ topic, partition, state, position }: OwnedPartition, owner: string): PartitionState => ({
  topic,
  partition,
  state,
  owner,
  offset: position().offset,
});
