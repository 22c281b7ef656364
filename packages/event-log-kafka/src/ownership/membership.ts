import { assign, type Member, type Membership, type OwnershipListener, type PartitionName } from '@ragtime/event-log';
import { type Machine, messageOf } from '@ragtime/runtime';
import type { KafkaConnection } from '../kafkajs/client.ts';
import type { Wire } from '../wire/wire.ts';
import { dialCoordinator, typeOf } from './group.ts';
import { encodeJson, memberIn, partitionsIn } from './messages.ts';

export interface MembershipOptions {
  readonly connection: KafkaConnection;
  readonly groupId: string;
  readonly partitions: readonly PartitionName[];
  readonly member: Member;
  readonly listener: OwnershipListener;
  readonly machine: Machine;
  /** After this silence a member is taken for dead. */
  readonly sessionMs: number;
  readonly heartbeatMs: number;
  readonly onTrouble?: (detail: string) => void;
}

const protocol = { protocolType: 'ragtime-owners', name: 'sticky' } as const;
const retryMs = 200;

/** Takes part in the group until it leaves, over as many connections as it takes. Resolves with the first assignment. */
export async function joinGroup(options: MembershipOptions): Promise<Membership> {
  const { connection, groupId, partitions, member, listener, machine, sessionMs, heartbeatMs, onTrouble } = options;
  const halt = new AbortController();
  const owned = new Set<PartitionName>();
  const first = Promise.withResolvers<void>();
  let memberId = '';
  let wire: Wire | undefined;
  let heardAtMs = machine.clock.monotonicMs();

  async function revoke(lost: readonly PartitionName[]): Promise<void> {
    if (lost.length === 0) return;
    await listener.onRevoked(lost);
    for (const partition of lost) owned.delete(partition);
  }

  /** The session of this member may have ended meanwhile, and others may own its partitions. */
  async function revokeIfSilent(): Promise<void> {
    if (machine.clock.monotonicMs() - heardAtMs <= sessionMs) return;
    memberId = '';
    await revoke([...owned]);
  }

  async function sync(over: Wire): Promise<{ readonly generationId: number; readonly mine: readonly PartitionName[] }> {
    const said = encodeJson({ ...member, owns: [...owned] });
    const joined = await over.broker.joinGroup({
      groupId,
      memberId,
      sessionTimeout: sessionMs,
      rebalanceTimeout: sessionMs,
      protocolType: protocol.protocolType,
      groupProtocols: [{ name: protocol.name, metadata: said }],
    });
    memberId = joined.memberId;
    const { generationId } = joined;
    const isLeader = joined.leaderId === memberId;
    const claims = joined.members.map(({ memberId: id, memberMetadata }) => ({ memberId: id, owns: memberIn(memberMetadata)?.owns ?? [] }));
    const given = isLeader ? [...assign(partitions, claims)] : [];
    const synced = await over.broker.syncGroup({
      groupId,
      generationId,
      memberId,
      groupAssignment: given.map(([id, names]) => ({ memberId: id, memberAssignment: encodeJson(names) })),
    });
    heardAtMs = machine.clock.monotonicMs();
    return { generationId, mine: partitionsIn(synced.memberAssignment) };
  }

  /** Sends heartbeats until the group has to be joined again. */
  async function beat(over: Wire, generationId: number, isRevoked: () => boolean): Promise<void> {
    while (!halt.signal.aborted && !isRevoked()) {
      await machine.timers.sleep(heartbeatMs, halt.signal).catch(() => undefined);
      await revokeIfSilent();
      if (halt.signal.aborted || memberId === '') return;
      try {
        await over.broker.heartbeat({ groupId, groupGenerationId: generationId, memberId });
        heardAtMs = machine.clock.monotonicMs();
      } catch (error) {
        if (typeOf(error) === 'REBALANCE_IN_PROGRESS') {
          heardAtMs = machine.clock.monotonicMs();
          return;
        }
        throw error;
      }
    }
  }

  /** Takes part in one generation. It gives up the lost partitions while the group goes on, and then joins again so that others may get them. */
  async function takePart(over: Wire): Promise<void> {
    const { generationId, mine } = await sync(over);
    // A member that leaves while the group agrees takes nothing more: it has given everything back.
    if (halt.signal.aborted) return;
    const lost = [...owned].filter((partition) => !mine.includes(partition));
    const gained = mine.filter((partition) => !owned.has(partition));
    let isRevoked = false;
    const revoking = revoke(lost).then(() => {
      isRevoked = lost.length > 0;
    });
    for (const partition of gained) owned.add(partition);
    if (gained.length > 0) listener.onAssigned(gained);
    first.resolve();
    await beat(over, generationId, () => isRevoked);
    await revoking;
  }

  async function run(): Promise<void> {
    while (!halt.signal.aborted) {
      try {
        wire ??= await dialCoordinator(connection, groupId);
        for (;;) {
          if (halt.signal.aborted) break;
          await takePart(wire);
        }
      } catch (error) {
        if (halt.signal.aborted) break;
        // The group does not know this member any more. Others own its partitions, or will.
        if (['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID'].includes(typeOf(error) ?? '')) {
          memberId = '';
          await revoke([...owned]);
        } else {
          onTrouble?.(messageOf(error));
          wire?.close();
          wire = undefined;
          await machine.timers.sleep(retryMs, halt.signal).catch(() => undefined);
        }
        await revokeIfSilent();
      }
    }
  }

  const ended = run();
  await first.promise;
  return {
    async leave() {
      if (halt.signal.aborted) return await ended;
      // A request that waits for other members would delay this.
      const over = wire;
      halt.abort(new Error('the member leaves'));
      await revoke([...owned]);
      if (over !== undefined && memberId !== '') await over.broker.leaveGroup({ groupId, memberId }).catch(() => undefined);
      wire?.close();
      await ended;
    },
  };
}
