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
  /** After a silence of this length a member is taken for dead by the group. A server takes 6,000 ms at least by default, which is the default here. */
  readonly sessionMs?: number;
  /** Default 300 ms: how soon members hear of one that joins or leaves. */
  readonly heartbeatMs?: number;
  readonly onTrouble?: (detail: string) => void;
}

export interface KafkaOwnership extends Ownership {
  close(): Promise<void>;
}

/** A map that is not older than this is not asked for again: many commands may be forwarded at once. */
const mapFreshMs = 50;

/** Who owns what by a consumer group through which nothing is consumed: each member says where it is reached, and anybody can read the whole map. */
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
      // While the group agrees on the next one, the map before it is the best there is.
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
