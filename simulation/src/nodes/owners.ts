import {
  type DocumentTopicCommand,
  type DocumentTopicEvent,
  type DomainCommand,
  type DomainEvent,
  documentRules,
  type TenantTopicCommand,
  type TenantTopicEvent,
  tenantRules,
} from '@ragtime/domain';
import {
  type Codec,
  createForwardingBus,
  createNodeOwners,
  createPartitionOwner,
  type EventLog,
  type ForwardingBus,
  type Member,
  type NodeOwners,
  type Outcome,
  type OwnerLimits,
  type PartitionName,
  type SnapshotOptions,
  type Submission,
  topics,
} from '@ragtime/event-log';
import { hit } from '../shared/faults.ts';
import type { Life } from '../shared/life.ts';
import { type DocumentOwner, partitionNameOf, type TenantOwner, type World } from '../shared/world.ts';
import { snapshotsThrough } from './through-life.ts';

/** As the bus sees an owner of either topic: the partition's name says which commands come to it. */
export type AnyOwner = (DocumentOwner | TenantOwner) & {
  submit(submission: Submission<DomainCommand>): Promise<Outcome<DomainEvent, string>>;
};

export const ownerLimits: Partial<OwnerLimits> = {
  queueAgeMsMax: 600,
  answerWithinMs: 2_000,
  stopWithinMs: 100,
  retryAfterMs: [5, 200],
  clockBehindMsMax: undefined,
};

/** @param snapshots undefined for one that folds the whole log, to compare the others with. */
export function createOwner(
  world: Pick<World, 'codec'>,
  log: EventLog,
  machine: Life['machine'],
  name: PartitionName,
  snapshots?: SnapshotOptions,
): AnyOwner {
  const [topic, at = '0'] = name.split('/');
  const of = { log, machine, limits: ownerLimits, partition: Number(at), ...(snapshots && { snapshots }) };
  const owner =
    topic === topics.documentEvents
      ? createPartitionOwner({ ...of, topic, rules: documentRules, codec: world.codec as Codec<DocumentTopicEvent> })
      : createPartitionOwner({ ...of, topic: topics.tenantEvents, rules: tenantRules, codec: world.codec as Codec<TenantTopicEvent> });
  return owner as AnyOwner;
}

export interface NodeWriting {
  readonly owners: NodeOwners<AnyOwner>;
  readonly bus: ForwardingBus<DocumentTopicCommand | TenantTopicCommand, DomainEvent, string>;
}

/** Few, so that most starts and take-overs begin from one. */
const snapshotRecords = 12;

/** The group waits no longer than this for a member that does not answer. */
const sessionTimeoutMs = 1_500;

/** Owns its share of the partitions, decides what comes, and forwards the rest. */
export async function startWriting(world: World, life: Life, log: EventLog, member: Member): Promise<NodeWriting> {
  const { ownership, transport, machine, skies } = world;
  const snapshots: SnapshotOptions = { store: snapshotsThrough(life, world), fingerprint: 'simulated', everyRecords: snapshotRecords };
  const owners = createNodeOwners((name) => createOwner(world, log, life.machine, name, snapshots));
  const bus = createForwardingBus<DomainCommand, DomainEvent, string>({
    self: member,
    ownership,
    transport: { send: (address, submission) => life.call(() => transport.send(address, submission)) },
    partitionOf: partitionNameOf,
    find: (name) => owners.find(name),
    takeOver: (name) => owners.take(name),
    observer: {
      onForward: ({ answer }) => hit(skies.hits, answer === 'answered' ? 'forwarded' : `forward-${answer}`),
      onTakeOver: () => hit(skies.hits, 'take-over'),
    },
  });
  const close = transport.listen(
    member.address,
    (submission) =>
      new Promise((resolve, reject) =>
        life.hear(() => void bus.receive(submission).then((answer) => life.hear(() => resolve(answer)), reject)),
      ),
  );
  life.onDeath(() => {
    close();
    machine.timers.after(sessionTimeoutMs, () => ownership.expel(member.id));
  });
  await ownership.join(member, {
    onAssigned: (names) => life.hear(() => names.forEach((name) => owners.take(name))),
    async onRevoked(names) {
      const given = new Promise<void>((resolve) =>
        life.hear(() => void Promise.all(names.map((name) => owners.give(name))).then(() => resolve())),
      );
      await Promise.race([given, machine.timers.sleep(sessionTimeoutMs)]);
    },
  });
  return { owners, bus };
}
