import { type DomainEvent, isEventOf } from '@ragtime/domain';
import { type Codec, isLogEvent } from '@ragtime/event-log';

/** The codec of one topic. A record of another topic's kind cannot have been decided here, and is not damage either. */
export function codecOfTopic(codec: Codec<DomainEvent>, topic: string): Codec<DomainEvent> {
  return {
    encode: (envelope) => codec.encode(envelope),
    decode(value) {
      const decoded = codec.decode(value);
      if (!decoded.ok) return decoded;
      const { event } = decoded.envelope;
      if (isLogEvent(event) || isEventOf(topic, event)) return decoded;
      return { ok: false, failure: { kind: 'unknown-type', detail: `${event.type} does not belong into this topic` } };
    },
    learnMore: async () => await codec.learnMore?.(),
  };
}
