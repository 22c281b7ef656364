import { share } from '../sharing/assign.ts';
import type { SignalGroupHandler, SignalGroupOptions, SignalMessage } from '../signals/signals.ts';

interface Member {
  readonly options: SignalGroupOptions;
  readonly handler: SignalGroupHandler;
  owns: readonly number[];
}

interface Kept {
  readonly message: SignalMessage;
}

/** The unsettled messages of a partition that are kept for its next member. More would be of no use. */
const keptMax = 1_000;

export interface MemoryGroup {
  /** @returns a function that leaves the group. */
  join(options: SignalGroupOptions, handler: SignalGroupHandler): () => void;
  publish(message: SignalMessage): void;
}

/** A group within one process. As on Kafka, every change of members delivers all unsettled messages again. */
export function createMemoryGroup(partitionCount: number): MemoryGroup {
  const partitions = Array.from({ length: partitionCount }, (_, partition) => partition);
  const members = new Map<string, Member>();
  const kept = new Map<number, Set<Kept>>();
  let joined = 0;

  function hand(member: Member, one: Kept): void {
    const { partition } = one.message;
    member.handler(one.message, () => void kept.get(partition)?.delete(one));
  }

  function rebalance(): void {
    const claims = [...members].map(([memberId, { owns }]) => ({ memberId, owns }));
    for (const [memberId, owns] of share(partitions, claims)) {
      const member = members.get(memberId);
      if (member === undefined) continue;
      const isSame = owns.length === member.owns.length && owns.every((partition) => member.owns.includes(partition));
      member.owns = owns;
      if (!isSame) member.options.onAssigned(owns);
    }
    for (const member of members.values()) {
      for (const partition of member.owns) for (const one of kept.get(partition) ?? []) hand(member, one);
    }
  }

  return {
    join(options, handler) {
      joined += 1;
      const id = `${options.memberId}/${joined}`;
      members.set(id, { options, handler, owns: [] });
      rebalance();
      return () => {
        if (members.delete(id)) rebalance();
      };
    },
    publish(message) {
      const ofPartition = kept.get(message.partition) ?? new Set<Kept>();
      kept.set(message.partition, ofPartition);
      const one: Kept = { message };
      ofPartition.add(one);
      const [oldest] = ofPartition;
      if (ofPartition.size > keptMax && oldest !== undefined) ofPartition.delete(oldest);
      const member = [...members.values()].find(({ owns }) => owns.includes(message.partition));
      if (member !== undefined) hand(member, one);
    },
  };
}
