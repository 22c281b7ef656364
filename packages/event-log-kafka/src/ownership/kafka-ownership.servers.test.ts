import type { Member, PartitionName } from '@ragtime/event-log';
import { ownershipContract } from '@ragtime/event-log/contract';
import { realMachine as machine, randomUuid } from '@ragtime/runtime';
import { waitUntil } from '@ragtime/testkit/eventually';
import { servers } from '@ragtime/testkit/servers';
import { expect, it } from 'vitest';
import { createKafkaOwnership, type KafkaOwnership } from './kafka-ownership.ts';

const partitions = Array.from({ length: 12 }, (_, partition): PartitionName => `events/${partition}`);

function makeGroup() {
  const groupId = `owners-${randomUuid(machine.random)}`;
  const nodes: KafkaOwnership[] = [];
  return {
    node(): KafkaOwnership {
      const node = createKafkaOwnership({ brokers: [servers().kafka], machine, groupId, partitions });
      nodes.push(node);
      return node;
    },
    close: async () => void (await Promise.all(nodes.map((node) => node.close()))),
  };
}

ownershipContract('a consumer group', async () => {
  const group = makeGroup();
  return { partitions, node: async () => await Promise.resolve(group.node()), until: waitUntil, close: group.close };
});

it('a member whose clock shows that it slept first gives up everything, and then gets its share again', async () => {
  const group = makeGroup();
  let sleptMs = 0;
  const sleepy = { ...machine, clock: { ...machine.clock, monotonicMs: () => machine.clock.monotonicMs() + sleptMs } };
  const events: string[] = [];
  const member: Member = { id: 'one', address: 'http://one' };
  const ownership = createKafkaOwnership({ brokers: [servers().kafka], machine: sleepy, groupId: 'sleepy', partitions });
  const membership = await ownership.join(member, {
    onAssigned: (names) => void events.push(`+${names.length}`),
    onRevoked: async (names) => void events.push(`-${names.length}`),
  });
  await waitUntil('all are owned', () => events.length === 1);
  sleptMs = 60_000;
  await waitUntil('all are owned again', () => events.length === 3);
  expect(events).toEqual(['+12', '-12', '+12']);
  await membership.leave();
  expect(events.at(-1)).toBe('-12');
  await ownership.close();
  await group.close();
});
