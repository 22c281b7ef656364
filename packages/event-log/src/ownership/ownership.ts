import type { PartitionName } from '../port/position.ts';

/** A node as the others see it. */
export interface Member {
  /** Fresh for every start. */
  readonly id: string;
  /** Where the others reach it. */
  readonly address: string;
}

/** What one member is told. Both may be called again with what it knows already. */
export interface OwnershipListener {
  onAssigned(partitions: readonly PartitionName[]): void;
  /** Resolves once nothing of these is decided here any more; only then another member gets them. */
  onRevoked(partitions: readonly PartitionName[]): Promise<void>;
}

export interface Membership {
  /** Gives everything back first. */
  leave(): Promise<void>;
}

/**
 * Who decides the commands of which partition: a hint for speed. Two members may both believe that they own one, and the map may
 * be old: compare-and-append alone keeps the log right.
 */
export interface Ownership {
  join(member: Member, listener: OwnershipListener): Promise<Membership>;
  /** As the map shows it; undefined while nobody has it. Rejects when the map cannot be read. */
  ownerOf(partition: PartitionName): Promise<Member | undefined>;
}
