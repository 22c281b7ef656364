import type { Rules } from '../scope.ts';
import { documentCommands } from './document/commands.ts';
import { documentEvents } from './document/events.ts';
import { documentRules } from './document/rules.ts';
import { eventPartitions, topics } from './names.ts';
import { tenantCommands } from './tenant/commands.ts';
import { tenantEvents } from './tenant/events.ts';
import { tenantRules } from './tenant/rules.ts';
import type { CommandOf, DomainCommand, DomainEvent, EventOf, ScopeKind, TopicName, TopicTypes } from './types.ts';

/** One topic of events: what it holds and the rules that decide it. */
interface EventTopic<Name extends TopicName> {
  readonly topic: (typeof topics)[`${Name}Events`];
  readonly partitions: number;
  /** The kinds of scope that a key of this topic may name. */
  readonly scopes: readonly TopicTypes[Name]['scope'][];
  /** By type. */
  readonly events: Readonly<Record<EventOf<Name>['type'], object>>;
  readonly commands: Readonly<Record<CommandOf<Name>['type'], object>>;
  /** The module of `evolve`. A snapshot's fingerprint is a hash of it and of everything that it imports. */
  readonly fold: URL;
  readonly rules: Rules<CommandOf<Name>, EventOf<Name>, TopicTypes[Name]['entities'], TopicTypes[Name]['rejection']>;
}

/**
 * Every topic of events. A row here, its types in `TopicTypes` and its name in `topics` make a new one; which topics exist, which one
 * a command goes to, what a codec accepts and which rules decide all derive from it. Append only: a position token names a topic by
 * its place.
 */
export const eventTopics: { readonly [Name in TopicName]: EventTopic<Name> } = {
  tenant: {
    topic: topics.tenantEvents,
    partitions: eventPartitions,
    scopes: ['tenant', 'user', 'email'],
    events: tenantEvents,
    commands: tenantCommands,
    fold: new URL('./tenant/events.ts', import.meta.url),
    rules: tenantRules,
  },
  document: {
    topic: topics.documentEvents,
    partitions: eventPartitions,
    scopes: ['dataset'],
    events: documentEvents,
    commands: documentCommands,
    fold: new URL('./document/events.ts', import.meta.url),
    rules: documentRules,
  },
};

export type AnyEventTopic = (typeof eventTopics)[TopicName];
export type EventTopicName = AnyEventTopic['topic'];
type Intersection<Union> = (Union extends unknown ? (value: Union) => void : never) extends (value: infer All) => void ? All : never;
/** Entities of every topic, by kind. */
export type AnyEntities = Intersection<TopicTypes[TopicName]['entities']>;
/** The rules of a topic whose name is only known when the program runs. */
export type AnyRules = Rules<DomainCommand, DomainEvent, AnyEntities, string>;

const rows: readonly AnyEventTopic[] = Object.values(eventTopics);

/** In the order of the table. */
export const eventTopicNames: readonly EventTopicName[] = rows.map(({ topic }) => topic);

/** `topic/partition` of every partition that has an owner. */
export const eventPartitionNames: readonly `${EventTopicName}/${number}`[] = rows.flatMap(({ topic, partitions }) =>
  Array.from({ length: partitions }, (_, partition) => `${topic}/${partition}` as const),
);

/** @returns undefined for a name that is not in the table. */
export const eventTopicCalled = (topic: string): AnyEventTopic | undefined => rows.find((row) => row.topic === topic);

/** The topics with keys of this kind. */
export const topicsWithScope = (kind: ScopeKind): readonly EventTopicName[] =>
  rows.filter(({ scopes }) => (scopes as readonly ScopeKind[]).includes(kind)).map(({ topic }) => topic);

/** The topic whose owners decide a command, and the key of its scope. @throws TypeError for an unknown command. */
export function addressOf(command: DomainCommand): { readonly topic: EventTopicName; readonly key: string } {
  const row = rows.find(({ commands }) => Object.hasOwn(commands, command.type));
  if (row === undefined) throw new TypeError(`no topic has the command ${command.type}`);
  return { topic: row.topic, key: rulesOf(row).scopeOf(command) };
}

/** Whether an event of this type lies in this topic. */
export const isEventOf = (topic: string, { type }: { readonly type: string }): boolean =>
  Object.hasOwn(eventTopicCalled(topic)?.events ?? {}, type);

export const rulesOf = ({ rules }: AnyEventTopic): AnyRules => rules as AnyRules;
