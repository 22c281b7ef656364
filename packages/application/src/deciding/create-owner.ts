import {
  type DocumentEntities,
  type DocumentTopicCommand,
  type DocumentTopicEvent,
  type DomainCommand,
  type DomainEvent,
  documentRules,
  type TenantEntities,
  type TenantTopicCommand,
  type TenantTopicEvent,
  tenantRules,
} from '@ragtime/domain';
import {
  type Codec,
  type CommandBus,
  createPartitionOwner,
  type EventLog,
  type Outcome,
  type OwnerAlarm,
  type OwnerLimits,
  type PartitionName,
  type PartitionOwner,
  type SnapshotOptions,
  type Submission,
  topics,
} from '@ragtime/event-log';
import type { Machine } from '@ragtime/runtime';
import { codecOfTopic, isDocumentEvent, isTenantEvent } from './topic-codec.ts';

export type DomainBus = CommandBus<DomainCommand, DomainEvent, string>;
export type DocumentOwner = PartitionOwner<DocumentTopicCommand, DocumentTopicEvent, DocumentEntities, string>;
export type TenantOwner = PartitionOwner<TenantTopicCommand, TenantTopicEvent, TenantEntities, string>;

/** As a bus sees an owner of either topic: the partition's name says which commands come to it. */
export type AnyOwner = (DocumentOwner | TenantOwner) & {
  submit(submission: Submission<DomainCommand>): Promise<Outcome<DomainEvent, string>>;
};

export interface OwnersOptions {
  readonly log: EventLog;
  readonly codec: Codec<DomainEvent>;
  readonly machine: Machine;
  readonly onAlarm?: (alarm: OwnerAlarm) => void;
  readonly limits?: Partial<OwnerLimits>;
  /** Without: every start folds the whole log. */
  readonly snapshots?: SnapshotOptions;
}

/** The owner of one partition of either event topic, not started yet. */
export function createOwner(name: PartitionName, options: OwnersOptions): AnyOwner {
  const [topic, partition = '0'] = name.split('/');
  const at = Number(partition);
  return (topic === topics.documentEvents ? createDocumentOwner(at, options) : createTenantOwner(at, options)) as AnyOwner;
}

export const createDocumentOwner = (partition: number, { codec, ...options }: OwnersOptions): DocumentOwner =>
  createPartitionOwner({
    ...options,
    partition,
    topic: topics.documentEvents,
    rules: documentRules,
    codec: codecOfTopic(codec, isDocumentEvent),
  });

export const createTenantOwner = (partition: number, { codec, ...options }: OwnersOptions): TenantOwner =>
  createPartitionOwner({
    ...options,
    partition,
    topic: topics.tenantEvents,
    rules: tenantRules,
    codec: codecOfTopic(codec, isTenantEvent),
  });
