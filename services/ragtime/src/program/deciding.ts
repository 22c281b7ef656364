import type { AnyOwner, DomainBus } from '@ragtime/application';
import type { PartitionState } from '@ragtime/operations-api';

export type OwnedPartition = Pick<AnyOwner, 'topic' | 'partition' | 'state' | 'position' | 'generation'>;

/** How commands are decided, in this process or in another one. */
export interface Deciding {
  readonly bus: DomainBus;
  /** The partitions that this process decides now. */
  owned(): readonly OwnedPartition[];
  /** The partitions of the whole installation, as far as their nodes answer. */
  partitions(): Promise<readonly PartitionState[]>;
}

export const stateOf = ({ topic, partition, state, position, generation }: OwnedPartition, owner: string): PartitionState => ({
  topic,
  partition,
  state,
  owner,
  offset: position().offset,
  generation,
});
