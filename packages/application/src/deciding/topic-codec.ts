import type { DocumentTopicEvent, DomainEvent, TenantTopicEvent } from '@ragtime/domain';
import type { Codec, LogEvent } from '@ragtime/event-log';

/**
 * The codec of one topic. A record of the other topic's kind cannot have been decided here, and is told apart from damage.
 */
export function codecOfTopic<Event extends DomainEvent>(
  codec: Codec<DomainEvent>,
  isOfTopic: (event: DomainEvent) => event is Event,
): Codec<Event> {
  return {
    encode: (envelope) => codec.encode(envelope),
    decode(value) {
      const decoded = codec.decode(value);
      if (!decoded.ok) return decoded;
      const { meta, event } = decoded.envelope;
      if (isOfLog(event) || isOfTopic(event)) return { ok: true, envelope: { meta, event } };
      return { ok: false, failure: { kind: 'unknown-type', detail: `${event.type} does not belong into this topic` } };
    },
    learnMore: async () => await codec.learnMore?.(),
  };
}

const isOfLog = (event: DomainEvent | LogEvent): event is LogEvent => event.type === 'LogBegun' || event.type === 'CauseSettled';

const tenantEvents: Readonly<Record<TenantTopicEvent['type'], true>> = {
  EmailReserved: true,
  EmailReleased: true,
  UserRegistered: true,
  UserRenamed: true,
  TenantCreated: true,
  TenantRenamed: true,
  MemberAdded: true,
  MemberRoleChanged: true,
  MemberRemoved: true,
  ApiKeyCreated: true,
  ApiKeyRevoked: true,
  DatasetNameReserved: true,
  DatasetNameReleased: true,
};

export const isTenantEvent = (event: DomainEvent): event is TenantTopicEvent => Object.hasOwn(tenantEvents, event.type);
export const isDocumentEvent = (event: DomainEvent): event is DocumentTopicEvent => !isTenantEvent(event);
