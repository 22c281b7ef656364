import { shareOwners } from '@ragtime/application';
import { eventPartitionNames } from '@ragtime/domain';
import { createKafkaOwnership, type KafkaOwnership } from '@ragtime/event-log-kafka';
import { createHttpTransport } from '@ragtime/node-link';
import type { PartitionState } from '@ragtime/operations-api';
import { z } from 'zod';
import { alarmsTo, type Deciding, stateOf } from '../deciding.ts';
import type { StartOptions } from '../roles/options.ts';
import { snapshotsOver } from '../snapshots.ts';
import type { DistributedAdapters } from './adapters.ts';
import type { Node } from './nodes.ts';
import { storedWitnesses, writeWords } from './refolding.ts';
import { watchClock } from './watch-clock.ts';

/** Longer than a command may wait in a queue. */
const forwardTimeoutMs = 5_000;
const States = z.array(
  z.object({ topic: z.string(), partition: z.int(), state: z.string(), owner: z.string(), offset: z.int(), generation: z.int() }),
);

/** Decides the partitions that the group assigns to this process, if it takes part, and forwards all other commands. */
export async function startDeciding(adapters: DistributedAdapters, node: Node, options: StartOptions): Promise<Deciding> {
  const { config, roles, machine, logger, metrics, shutdown } = options;
  const { log, blobs, plainCodec: codec, kafka } = adapters;
  const { self, secret } = node;
  const ownership = createKafkaOwnership({
    ...kafka,
    machine,
    groupId: `${config.installation}-owners`,
    partitions: eventPartitionNames,
    onTrouble: (detail) => logger.warn({ detail }, 'the consumer group of the owners cannot be reached; the process tries again'),
  });
  shutdown.add('ownership', () => ownership.close(), { timeoutMs: 1_000 });
  const snapshots = await snapshotsOver(blobs, { everyRecords: config.snapshotRecords, machine, logger, metrics, shutdown });
  await writeWords(adapters, snapshots, options);
  const clockWatch = await watchClock(adapters, options);
  const decides = roles.has('command-api');
  const { owners, bus } = shareOwners({
    log: metrics.log(log),
    codec,
    machine,
    snapshots,
    witnesses: storedWitnesses(adapters, options),
    clockWatch,
    self,
    observer: metrics.forwarding,
    observerOf: metrics.owner,
    ownership,
    decides,
    transport: createHttpTransport({ secret, machine, tls: node.tls, timeoutMs: forwardTimeoutMs }),
    onAlarm: alarmsTo(logger, metrics),
  });
  const own = () => owners.all().map((owner) => stateOf(owner, self.address));
  node.answer('partitions', async () => await Promise.resolve(own()));
  if (decides) {
    node.receive(bus.receive);
    shutdown.add('owners', () => owners.stop(), { timeoutMs: 2_000 });
    const membership = await ownership.join(self, {
      onAssigned(names) {
        for (const name of names) owners.take(name);
      },
      onRevoked: async (names) => void (await Promise.all(names.map((name) => owners.give(name)))),
    });
    shutdown.add('membership of the owners', () => membership.leave(), { timeoutMs: 2_000 });
  }
  return { bus, owned: () => owners.all(), partitions: async () => await partitionsOf(ownership, node, own) };
}

/** Each owner reports its own partitions. An owner that does not answer is listed too. */
async function partitionsOf(
  ownership: KafkaOwnership,
  { self, caller }: Node,
  own: () => readonly PartitionState[],
): Promise<readonly PartitionState[]> {
  const members = await Promise.all(
    eventPartitionNames.map(async (name) => ({ name, member: await ownership.ownerOf(name).catch(() => undefined) })),
  );
  const addresses = [...new Set(members.flatMap(({ member }) => (member === undefined ? [] : [member.address])))];
  const states = await Promise.all(
    addresses.map(async (address) =>
      address === self.address
        ? own()
        : await caller.call(address, 'partitions', undefined, { timeoutMs: 2_000 }).then(
            (answer) => States.parse(answer),
            () => [],
          ),
    ),
  );
  const reported = new Map(states.flat().map((state) => [`${state.topic}/${state.partition}`, state]));
  return members.map(({ name, member }) => {
    const [topic = '', partition] = name.split('/');
    const silent = {
      topic,
      partition: Number(partition),
      state: member === undefined ? 'unowned' : 'silent',
      owner: member?.address ?? '',
      offset: 0,
      generation: 0,
    };
    return reported.get(name) ?? silent;
  });
}
