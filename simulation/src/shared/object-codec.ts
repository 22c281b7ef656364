import type { Codec, Envelope } from '@ragtime/event-log';

/** Envelopes by number, so that a schedule spends its time in the code under test. A holder of an envelope cannot change the log. */
export function createObjectCodec<Event>(): Codec<Event> {
  const envelopes: Envelope<Event>[] = [];
  return {
    encode(envelope) {
      const value = new Uint8Array(8);
      new DataView(value.buffer).setUint32(4, envelopes.push(envelope));
      return value;
    },
    decode(value) {
      const envelope = value.byteLength === 8 ? envelopes[new DataView(value.buffer, value.byteOffset).getUint32(4) - 1] : undefined;
      return envelope === undefined
        ? { ok: false, failure: { kind: 'cannot-decode', detail: 'a stranger wrote it' } }
        : { ok: true, envelope };
    },
  };
}
