import { partitionNameOf } from '@ragtime/contracts/submission';
import {
  type DocumentTopicEvent,
  type DomainCommand,
  type DomainEvent,
  documentRules,
  type TenantTopicEvent,
  tenantRules,
} from '@ragtime/domain';
import {
  type Codec,
  type CommandBus,
  createForwardingBus,
  createNodeOwners,
  createPartitionOwner,
  eventPartitions,
  type ForwardAnswer,
  type Member,
  type Outcome,
  type PartitionName,
  type PartitionOwner,
  type Submission,
  topics,
} from '@ragtime/event-log';
import { createKafkaOwnership, openKafkaLog } from '@ragtime/event-log-kafka';
import { createHttpTransport, listenToNodes } from '@ragtime/http-kit';
import { realMachine as machine } from '@ragtime/runtime';

/** As the bus sees an owner of either topic: the partition's name says which commands come to it. */
type AnyOwner = Pick<PartitionOwner<never, DomainEvent, never, string>, 'state' | 'start' | 'stop'> & {
  submit(submission: Submission<DomainCommand>): Promise<Outcome<DomainEvent, string>>;
};

export interface CommandNode {
  readonly bus: CommandBus<DomainCommand, DomainEvent, string>;
  owns(partition: PartitionName): boolean;
  /** Its port is closed and it answers nobody, while the group still takes it for alive. */
  vanish(): Promise<void>;
  stop(): Promise<void>;
}

export const allPartitions: readonly PartitionName[] = [topics.tenantEvents, topics.documentEvents].flatMap((topic) =>
  Array.from({ length: eventPartitions }, (_, partition): PartitionName => `${topic}/${partition}`),
);

/** One node that decides its share of the commands and forwards the rest, on real servers. */
export async function startCommandNode(
  id: string,
  {
    broker,
    groupId,
    secret,
    codec,
  }: { readonly broker: string; readonly groupId: string; readonly secret: Uint8Array; readonly codec: Codec<DomainEvent> },
): Promise<CommandNode> {
  const log = openKafkaLog({ brokers: [broker], machine });
  const ownership = createKafkaOwnership({ brokers: [broker], machine, groupId, partitions: allPartitions });
  const owners = createNodeOwners<AnyOwner>((name) => {
    const [topic, at = '0'] = name.split('/');
    const of = { log, machine, partition: Number(at) };
    const owner =
      topic === topics.documentEvents
        ? createPartitionOwner({ ...of, topic, rules: documentRules, codec: codec as Codec<DocumentTopicEvent> })
        : createPartitionOwner({ ...of, topic: topics.tenantEvents, rules: tenantRules, codec: codec as Codec<TenantTopicEvent> });
    return owner as unknown as AnyOwner;
  });
  let receive: (submission: Submission<DomainCommand>) => Promise<ForwardAnswer<DomainEvent, string>> = async () =>
    await Promise.resolve({ kind: 'not-owner' });
  const port = await listenToNodes<DomainCommand, DomainEvent, string>({
    ...{ host: '127.0.0.1', port: 0, secret, machine },
    receive: async (submission) => await receive(submission),
  });
  const self: Member = { id, address: port.address };
  const bus = createForwardingBus<DomainCommand, DomainEvent, string>({
    ...{ self, ownership, partitionOf: partitionNameOf },
    transport: createHttpTransport({ secret, machine, timeoutMs: 5_000 }),
    find: (name) => owners.find(name),
    takeOver: (name) => owners.take(name),
  });
  receive = bus.receive;
  const membership = await ownership.join(self, {
    onAssigned(names) {
      for (const name of names) owners.take(name);
    },
    onRevoked: async (names) => void (await Promise.all(names.map((name) => owners.give(name)))),
  });
  return {
    bus,
    owns: (name) => owners.find(name)?.state === 'serving',
    vanish: async () => await port.close(),
    async stop() {
      await membership.leave();
      await port.close();
      await owners.stop();
      await Promise.all([ownership.close(), log.close()]);
    },
  };
}
