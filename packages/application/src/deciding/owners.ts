import {
  type DocumentEntities,
  type DocumentTopicCommand,
  type DocumentTopicEvent,
  type DomainCommand,
  type DomainEvent,
  documentRules,
  isTenantCommand,
  type Rules,
  type TenantEntities,
  type TenantTopicCommand,
  type TenantTopicEvent,
  tenantRules,
} from '@ragtime/domain';
import {
  type Codec,
  type CommandBus,
  createLocalBus,
  createPartitionOwner,
  type EventLog,
  eventPartitions,
  type Outcome,
  type OwnerAlarm,
  type OwnerState,
  type PartitionName,
  type PartitionOwner,
  type Position,
  type SnapshotOptions,
  type Submission,
  topics,
} from '@ragtime/event-log';
import type { Machine } from '@ragtime/runtime';
import { codecOfTopic, isDocumentEvent, isTenantEvent } from './topic-codec.ts';

export type DomainBus = CommandBus<DomainCommand, DomainEvent, string>;

export interface OwnedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly state: OwnerState;
  position(): Position;
}

export interface Owners {
  readonly bus: DomainBus;
  readonly tenants: readonly PartitionOwner<TenantTopicCommand, TenantTopicEvent, TenantEntities, string>[];
  readonly documents: readonly PartitionOwner<DocumentTopicCommand, DocumentTopicEvent, DocumentEntities, string>[];
  stop(): Promise<void>;
}

export interface OwnersOptions {
  readonly log: EventLog;
  readonly codec: Codec<DomainEvent>;
  readonly machine: Machine;
  readonly onAlarm: (alarm: OwnerAlarm) => void;
  /** Without: the whole log is folded. */
  readonly snapshots?: SnapshotOptions;
}

/** As a bus sees an owner of either topic: the partition's name says which commands come to it. */
export type AnyOwner = OwnedPartition & {
  start(): Promise<void>;
  stop(): Promise<void>;
  submit(submission: Submission<DomainCommand>): Promise<Outcome<DomainEvent, string>>;
};

/** The owner of one partition of either event topic, not started yet. */
export function createOwner(name: PartitionName, options: OwnersOptions): AnyOwner {
  const [topic, at = '0'] = name.split('/');
  const partition = Number(at);
  const owner =
    topic === topics.documentEvents
      ? createPartitionOwner({ ...options, topic, partition, rules: documentRules, codec: codecOfTopic(options.codec, isDocumentEvent) })
      : createPartitionOwner({
          ...options,
          topic: topics.tenantEvents,
          partition,
          rules: tenantRules,
          codec: codecOfTopic(options.codec, isTenantEvent),
        });
  return owner as unknown as AnyOwner;
}

/** Takes every partition of both event topics: in one process there is nobody to share them with. */
export async function startOwners(options: OwnersOptions): Promise<Owners> {
  const tenants = ownersOf<TenantTopicCommand, TenantTopicEvent, TenantEntities, string>(topics.tenantEvents, tenantRules, {
    ...options,
    codec: codecOfTopic(options.codec, isTenantEvent),
  });
  const documents = ownersOf<DocumentTopicCommand, DocumentTopicEvent, DocumentEntities, string>(topics.documentEvents, documentRules, {
    ...options,
    codec: codecOfTopic(options.codec, isDocumentEvent),
  });
  const all = [...tenants, ...documents];
  await Promise.all(all.map((owner) => owner.start()));
  return {
    tenants,
    documents,
    bus: busOver(tenants, documents),
    async stop() {
      await Promise.all(all.map((owner) => owner.stop()));
    },
  };
}

function ownersOf<Command, Event, Entities, Reason extends string>(
  topic: string,
  rules: Rules<Command, Event, Entities, Reason>,
  options: Omit<OwnersOptions, 'codec'> & { readonly codec: Codec<Event> },
): readonly PartitionOwner<Command, Event, Entities, Reason>[] {
  return Array.from({ length: eventPartitions }, (_, partition) => createPartitionOwner({ ...options, topic, partition, rules }));
}

function busOver(tenants: Owners['tenants'], documents: Owners['documents']): Owners['bus'] {
  const ofTenants = createLocalBus<TenantTopicCommand, TenantTopicEvent, string>({
    topicOf: () => topics.tenantEvents,
    topics: {
      [topics.tenantEvents]: {
        scopeOf: (command) => tenantRules.scopeOf(command),
        partitions: eventPartitions,
        ownerOf: (at) => tenants[at],
      },
    },
  });
  const ofDocuments = createLocalBus<DocumentTopicCommand, DocumentTopicEvent, string>({
    topicOf: () => topics.documentEvents,
    topics: {
      [topics.documentEvents]: {
        scopeOf: (command) => documentRules.scopeOf(command),
        partitions: eventPartitions,
        ownerOf: (at) => documents[at],
      },
    },
  });
  return {
    submit({ command, ...rest }) {
      return isTenantCommand(command) ? ofTenants.submit({ command, ...rest }) : ofDocuments.submit({ command, ...rest });
    },
  };
}
