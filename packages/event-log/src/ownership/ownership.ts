import type { PartitionName } from '../port/position.ts';

/** A node as the others see it. */
export interface Member {
  /** New at every start. */
  readonly id: string;
  /** The address at which the others reach it. */
  readonly address: string;
}

/** The notices that one member gets. Each may repeat what the member already knows. */
export interface OwnershipListener {
  onAssigned(partitions: readonly PartitionName[]): void;
  /** Resolves once this node decides nothing of these partitions any more. Only then do other members get them. */
  onRevoked(partitions: readonly PartitionName[]): Promise<void>;
}

export interface Membership {
  /** Gives all partitions back first. */
  leave(): Promise<void>;
}

/**
 * Says which member decides the commands of a partition. This is a hint for speed: two members may both believe that they own a partition, and the
 * map may be old. Compare-and-append alone keeps the log right.
 */
export interface Ownership {
  join(member: Member, listener: OwnershipListener): Promise<Membership>;
  /** The owner in the map; undefined while there is none. Rejects when the map cannot be read. */
  ownerOf(partition: PartitionName): Promise<Member | undefined>;
}
