import type { Member, Ownership, PartitionName } from '@ragtime/event-log';
import type { Machine } from '@ragtime/runtime';
import type { KafkaConnection } from '../kafkajs/client.ts';
import type { Wire } from '../wire/wire.ts';
import { dialCoordinator } from './group.ts';
import { joinGroup } from './membership.ts';
import { memberIn, partitionsIn } from './messages.ts';

export interface KafkaOwnershipOptions extends KafkaConnection {
  readonly machine: Machine;
  readonly groupId: string;
  readonly partitions: readonly PartitionName[];
  /** After this silence the group takes a member for dead. By default a server accepts 6,000 ms at least, which is the default here. */
  readonly sessionMs?: number;
  /** How soon members hear of one that joins or leaves. Default 300 ms. */
  readonly heartbeatMs?: number;
  readonly onTrouble?: (detail: string) => void;
}

export interface KafkaOwnership extends Ownership {
  close(): Promise<void>;
}

/** A map younger than this is not asked for again, because many commands may be forwarded at once. */
const mapFreshMs = 50;

/** Ownership by a consumer group through which nothing is consumed. Each member publishes its address, and any client can read the whole map. */
export function createKafkaOwnership(options: KafkaOwnershipOptions): KafkaOwnership {
  const { groupId, partitions, machine, sessionMs = 6_000, heartbeatMs = 300, onTrouble } = options;
  let asking: Promise<Wire> | undefined;
  let reading: Promise<void> | undefined;
  let map: ReadonlyMap<PartitionName, Member> = new Map();
  let readAtMs = Number.NEGATIVE_INFINITY;

  async function readMap(): Promise<void> {
    asking ??= dialCoordinator(options, groupId);
    try {
      const wire = await asking;
      const { groups } = await wire.broker.describeGroups({ groupIds: [groupId] });
      const [group] = groups;
      readAtMs = machine.clock.monotonicMs();
      // While the group agrees on the next map, the one before it is the best there is.
      if (group === undefined || !['Stable', 'Empty', 'Dead'].includes(group.state)) return;
      map = new Map(
        group.members.flatMap(({ memberMetadata, memberAssignment }) => {
          const said = memberIn(memberMetadata);
          if (said === undefined) return [];
          const member: Member = { id: said.id, address: said.address };
          return partitionsIn(memberAssignment).map((partition) => [partition, member] as const);
        }),
      );
    } catch (error) {
      asking?.then((wire) => wire.close()).catch(() => undefined);
      asking = undefined;
      throw error;
    }
  }

  return {
    async join(member, listener) {
      return await joinGroup({
        connection: options,
        groupId,
        partitions,
        member,
        listener,
        machine,
        sessionMs,
        heartbeatMs,
        ...(onTrouble === undefined ? {} : { onTrouble }),
      });
    },
    async ownerOf(partition) {
      if (machine.clock.monotonicMs() - readAtMs > mapFreshMs) {
        reading ??= readMap().finally(() => {
          reading = undefined;
        });
        await reading;
      }
      return map.get(partition);
    },
    async close() {
      await asking?.then((wire) => wire.close()).catch(() => undefined);
    },
  };
}
