import type { AnyOwner, DomainBus } from '@ragtime/application';
import type { PartitionState } from '@ragtime/operations-api';

export type OwnedPartition = Pick<AnyOwner, 'topic' | 'partition' | 'state' | 'position'>;

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
