import { type AnyEntities, type DomainEvent, eventTopicCalled, rulesOf } from '@ragtime/domain';
import { type Codec, type Envelope, emptyChain, follow, isLogEvent, judge, type StoredRecord } from '@ragtime/event-log';
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
 * @throws when a record lies at its stamped offset and breaks the chain, or cannot be decoded.
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
 * Every entity that folding a partition leaves, by scope and kind, as plain JSON.
 *
 * @throws when a record gives its subject another version than the rules count.
 */
export function foldPartition(topic: string, records: readonly Decoded[]): unknown {
  const row = eventTopicCalled(topic);
  if (row === undefined) throw new Error(`no rules for topic ${topic}`);
  const rules = rulesOf(row);
  const scopes = new Map<string, MemoryScope<AnyEntities>>();
  for (const { offset, key, envelope } of records) {
    const { event, meta } = envelope;
    if (isLogEvent(event)) continue;
    const scope = scopes.get(key) ?? new MemoryScope<AnyEntities>();
    scopes.set(key, scope);
    const { version, atMs } = meta;
    const counted = rules.versionOf(scope, rules.subjectOf(event)) + 1;
    if (counted !== version) throw new Error(`offset ${offset}: version ${version} recorded, ${counted} counted`);
    rules.evolve(scope, event, { version, atMs });
  }
  const entries = [...scopes].map(([key, scope]) => [key, scope.entries().map(([kind, id, entity]) => ({ kind, id, entity }))] as const);
  return plainJson(Object.fromEntries(entries));
}
