import type { DomainEvent } from '@ragtime/domain';
import type { Codec } from '@ragtime/event-log';

/** A codec that cannot decode the record of one document while a test breaks it. */
export function createBreakableCodec(codec: Codec<DomainEvent>, documentId: string) {
  let isBroken = false;
  const breakable: Codec<DomainEvent> = {
    encode: (envelope) => codec.encode(envelope),
    decode(value) {
      const decoded = codec.decode(value);
      const event = decoded.ok ? decoded.envelope.event : undefined;
      const isIts = event?.type === 'DocumentRegistered' && event.documentId === documentId;
      return isBroken && isIts ? { ok: false, failure: { kind: 'cannot-decode', detail: 'for a test' } } : decoded;
    },
  };
  return { codec: breakable, setBroken: (broken: boolean): void => void (isBroken = broken) };
}
