import type { PartitionName } from '../port/position.ts';
import type { Member, Ownership, OwnershipListener } from './ownership.ts';

/** A group in memory. It assigns partitions evenly, moves no more than it must, and lets tests force situations. */
export interface MemoryOwnership extends Ownership {
  /** Removes a member that died without notice, as the group's session time-out does. Its partitions go to the others. */
  expel(memberId: string): void;
  /** Names a new owner in the map and assigns the partition to it. The old owner believes that it still owns it until `settle`. */
  moveWhileBothBelieve(partition: PartitionName, memberId: string): void;
  /** Revokes from each member what the map gives to another. */
  settle(): Promise<void>;
  members(): readonly Member[];
}

interface Joined {
  readonly member: Member;
  readonly listener: OwnershipListener;
  /** The partitions that the member believes it owns. */
  readonly believes: Set<PartitionName>;
}

export function createMemoryOwnership(partitions: readonly PartitionName[]): MemoryOwnership {
  const joined = new Map<string, Joined>();
  const map = new Map<PartitionName, string>();

  const countOf = (id: string): number => [...map.values()].filter((owner) => owner === id).length;
  const byCount = (): readonly Joined[] => [...joined.values()].sort((one, other) => countOf(one.member.id) - countOf(other.member.id));
  const fewest = (): Joined | undefined => byCount()[0];
  const most = (): Joined | undefined => byCount().at(-1);

  function assign(partition: PartitionName, to: Joined): void {
    map.set(partition, to.member.id);
    to.believes.add(partition);
    to.listener.onAssigned([partition]);
  }

  function assignOrphans(): void {
    for (const partition of partitions) {
      const to = map.has(partition) ? undefined : fewest();
      if (to !== undefined) assign(partition, to);
    }
  }

  async function take(from: Joined, partition: PartitionName): Promise<void> {
    await from.listener.onRevoked([partition]);
    from.believes.delete(partition);
  }

  async function settle(): Promise<void> {
    for (const each of Array.from(joined.values()))
      for (const partition of Array.from(each.believes)) if (map.get(partition) !== each.member.id) await take(each, partition);
  }

  /** Rebalances run one after the other, so that a moving partition is revoked before it is assigned. */
  async function rebalance(): Promise<void> {
    assignOrphans();
    for (;;) {
      const [from, to] = [most(), fewest()];
      if (from === undefined || to === undefined || countOf(from.member.id) - countOf(to.member.id) <= 1) return;
      const partition = partitions.findLast((name) => map.get(name) === from.member.id);
      if (partition === undefined) return;
      await take(from, partition);
      // Another member may have joined or left meanwhile.
      if (map.get(partition) === from.member.id) map.delete(partition);
      assignOrphans();
    }
  }

  function forget(id: string): void {
    joined.delete(id);
    for (const [partition, owner] of map) if (owner === id) map.delete(partition);
  }

  return {
    async join(member, listener) {
      joined.set(member.id, { member, listener, believes: new Set() });
      await rebalance();
      return {
        async leave() {
          const own = joined.get(member.id);
          if (own === undefined) return;
          for (const partition of Array.from(own.believes)) await take(own, partition);
          forget(member.id);
          assignOrphans();
        },
      };
    },
    async ownerOf(partition) {
      return joined.get(map.get(partition) ?? '')?.member;
    },
    expel(memberId) {
      forget(memberId);
      assignOrphans();
    },
    moveWhileBothBelieve(partition, memberId) {
      const to = joined.get(memberId);
      if (to !== undefined) assign(partition, to);
    },
    settle,
    members: () => [...joined.values()].map(({ member }) => member),
  };
}
