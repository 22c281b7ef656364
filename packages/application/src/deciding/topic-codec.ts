import { type DomainEvent, isEventOf } from '@ragtime/domain';
import { type Codec, isLogEvent } from '@ragtime/event-log';

/** The codec of one topic. It answers a record of another topic's type with `unknown-type`: no decider of this topic wrote it, and its bytes are not damaged. */
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
