import type { Codec, Envelope } from '../port/envelope.ts';

/** Encodes envelopes as JSON, for tests without schemas. Bytes are kept; undefined members are left out. */
export function createJsonCodec<Event>(): Codec<Event> {
  return {
    encode: (envelope) => Buffer.from(JSON.stringify(envelope, (_, member: unknown) => (isBytes(member) ? asText(member) : member))),
    decode(value) {
      try {
        return { ok: true, envelope: read<Event>(Buffer.from(value).toString()) };
      } catch (cause) {
        return { ok: false, failure: { kind: 'cannot-decode', detail: String(cause) } };
      }
    },
  };
}

const mark = '\u0000bytes:';

/** A Buffer is already `{type, data}` when a replacer sees it. */
function isBytes(member: unknown): member is Uint8Array | { readonly type: 'Buffer'; readonly data: number[] } {
  return member instanceof Uint8Array || (typeof member === 'object' && member !== null && 'type' in member && member.type === 'Buffer');
}

function asText(bytes: Uint8Array | { readonly data: number[] }): string {
  return mark + Buffer.from(bytes instanceof Uint8Array ? bytes : bytes.data).toString('base64');
}

function read<Event>(text: string): Envelope<Event> {
  const parsed = JSON.parse(text, (_, member: unknown) =>
    typeof member === 'string' && member.startsWith(mark) ? Uint8Array.from(Buffer.from(member.slice(mark.length), 'base64')) : member,
  ) as Envelope<Event>;
  if (typeof parsed?.meta?.commandId !== 'string') throw new Error('this is not an envelope');
  const { meta } = parsed;
  return { ...parsed, meta: { ...meta, cause: meta.cause, traceParent: meta.traceParent } };
}
