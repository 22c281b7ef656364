import type { PartitionName } from '../port/position.ts';
import type { OwnerState } from '../writer/owner.ts';

/** The part of a partition's owner that its node needs. */
export interface OwnedPartition {
  readonly state: OwnerState;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The owners that one node runs now. */
export interface NodeOwners<Owner extends OwnedPartition> {
  /** An owner that decides commands or is starting to; or one whose log diverged, which answers so. */
  find(partition: PartitionName): Owner | undefined;
  /** Starts an owner where there is none, for a partition that was assigned or taken over from a node that is down. */
  take(partition: PartitionName): Owner;
  /** Answers the waiting commands and lets the batch in flight end. */
  give(partition: PartitionName): Promise<void>;
  all(): readonly Owner[];
  stop(): Promise<void>;
}

const over: ReadonlySet<OwnerState> = new Set<OwnerState>(['stopping', 'stopped', 'diverged', 'upgrade-needed', 'unreadable-record']);

/** An owner that gave up gets no more commands. Only a new assignment starts another one. */
export function createNodeOwners<Owner extends OwnedPartition>(create: (partition: PartitionName) => Owner): NodeOwners<Owner> {
  const owners = new Map<PartitionName, Owner>();

  const find = (partition: PartitionName): Owner | undefined => {
    const owner = owners.get(partition);
    return owner === undefined || (over.has(owner.state) && owner.state !== 'diverged') ? undefined : owner;
  };

  return {
    find,
    take(partition) {
      const present = owners.get(partition);
      if (present !== undefined && !over.has(present.state)) return present;
      const owner = create(partition);
      owners.set(partition, owner);
      owner.start().catch(() => undefined); // its state and its alarm report a failure
      return owner;
    },
    async give(partition) {
      const owner = owners.get(partition);
      owners.delete(partition);
      await owner?.stop();
    },
    all: () => [...owners.values()],
    async stop() {
      await Promise.all([...owners.values()].map((owner) => owner.stop()));
    },
  };
}
