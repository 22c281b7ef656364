import { type DocumentTopicEvent, type DomainEvent, documentRules, type Rules, type TenantTopicEvent, tenantRules } from '@ragtime/domain';
import { type Codec, type Envelope, emptyChain, follow, isLogEvent, judge, type StoredRecord, topics } from '@ragtime/event-log';
import { MemoryScope } from '@ragtime/testkit';
import type { GoldenPartition } from './golden-log.ts';
import { plainJson } from './plain-json.ts';

export interface Decoded {
  readonly offset: number;
  readonly key: string;
  readonly envelope: Envelope<DomainEvent>;
}

/**
 * The records that count, decoded, in order.
 *
 * @throws when one lies where its stamp says and breaks the chain, or cannot be decoded.
 */
export function decodePartition({ topic, records }: GoldenPartition, codec: Codec<DomainEvent>): readonly Decoded[] {
  let chain = emptyChain;
  return records.flatMap((stored: StoredRecord) => {
    const verdict = judge(chain.link, stored);
    if (verdict.kind === 'suspicious') throw new Error(`the chain of ${topic} breaks at ${stored.offset}`);
    if (verdict.kind !== 'counts') return [];
    chain = follow(verdict.record);
    const decoded = codec.decode(verdict.record.value);
    if (!decoded.ok) throw new Error(`${topic} ${stored.offset}: ${decoded.failure.kind}, ${decoded.failure.detail}`);
    return [{ offset: stored.offset, key: verdict.record.key, envelope: decoded.envelope }];
  });
}

/**
 * Every entity that a partition leaves, by scope and kind, as plain JSON.
 *
 * @throws when a record gives its subject another version than the rules count.
 */
export function foldPartition(topic: string, records: readonly Decoded[]): unknown {
  switch (topic) {
    case topics.tenantEvents:
      return foldWith(tenantRules, records, (event) => event as TenantTopicEvent);
    case topics.documentEvents:
      return foldWith(documentRules, records, (event) => event as DocumentTopicEvent);
    default:
      throw new Error(`no rules for topic ${topic}`);
  }
}

function foldWith<Command, Event, Entities, Reason extends string>(
  rules: Rules<Command, Event, Entities, Reason>,
  records: readonly Decoded[],
  ofTopic: (event: DomainEvent) => Event,
): unknown {
  const scopes = new Map<string, MemoryScope<Entities>>();
  for (const { offset, key, envelope } of records) {
    if (isLogEvent(envelope.event)) continue;
    const scope = scopes.get(key) ?? new MemoryScope<Entities>();
    scopes.set(key, scope);
    const event = ofTopic(envelope.event);
    const { version, atMs } = envelope.meta;
    const counted = rules.versionOf(scope, rules.subjectOf(event)) + 1;
    if (counted !== version) throw new Error(`offset ${offset}: version ${version} recorded, ${counted} counted`);
    rules.evolve(scope, event, { version, atMs });
  }
  const entries = [...scopes].map(([key, scope]) => [key, scope.entries().map(([kind, id, entity]) => ({ kind, id, entity }))] as const);
  return plainJson(Object.fromEntries(entries));
}
