import type { DomainEvent } from '@ragtime/domain';
import type { Codec, DecodeFailure } from '@ragtime/event-log';
import { messageOf } from '@ragtime/runtime';
import { canonicalJson, schemaId } from '../avro/schema-id.ts';
import { headerBytes, readSchemaId, writeHeader } from './framing.ts';
import { type Catalogue, ownCatalogue } from './own-schemas.ts';
import { type Reader, readerOf, UnknownType } from './reader.ts';

export interface EventCodec extends Codec<DomainEvent> {
  /**
   * Takes in a schema with which another node wrote records. A known one changes nothing.
   *
   * @returns its id.
   * @throws SyntaxError when it is not JSON.
   * @throws SchemasMeet for another schema under a known id. A schema that cannot be used fails its records instead.
   */
  learn(schemaJson: string): number;
  /** The schemas that this code was built with. A node writes them into the log before its first event. */
  own(): readonly { readonly id: number; readonly json: string }[];
}

/** In 31 bits, some ten thousand schemas meet by chance once. Their records could not be distinguished, so the later schema is refused. */
export class SchemasMeet extends Error {
  override readonly name = 'SchemasMeet';
}

type Decoded = ReturnType<Codec<DomainEvent>['decode']>;

export function createCodec(catalogue: Catalogue = ownCatalogue): EventCodec {
  const jsonById = new Map<number, string>(catalogue.schemas.map(({ id, json }) => [id, json]));
  const readers = new Map<number, Reader>();
  let scratch = Buffer.alloc(16 * 1024);

  return {
    encode({ meta, event }) {
      const newest = catalogue.type(event.type)?.newest;
      if (newest === undefined) throw new TypeError(`no schema for event ${event.type}`);
      const value = newest.toAvro({ meta, data: event });
      let end = newest.avsc.encode(value, scratch, headerBytes);
      if (end < 0) {
        // A negative number counts the missing bytes.
        scratch = Buffer.alloc(2 * (scratch.length - end));
        end = newest.avsc.encode(value, scratch, headerBytes);
      }
      writeHeader(scratch, newest.schema.id);
      return new Uint8Array(scratch.subarray(0, end));
    },

    decode(value): Decoded {
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      const id = readSchemaId(bytes);
      if (id === undefined) return failed('cannot-decode', 'not framed');
      const json = jsonById.get(id);
      if (json === undefined) return failed('unknown-schema', `schema ${id}`);
      try {
        let reader = readers.get(id);
        if (reader === undefined) {
          reader = readerOf(json, catalogue);
          readers.set(id, reader);
        }
        return { ok: true, envelope: reader(bytes) };
      } catch (error) {
        return failed(error instanceof UnknownType ? 'unknown-type' : 'cannot-decode', messageOf(error));
      }
    },

    learn(schemaJson) {
      const json = canonicalJson(JSON.parse(schemaJson));
      const id = schemaId(json);
      const known = jsonById.get(id);
      if (known !== undefined && known !== json) throw new SchemasMeet(`two schemas have the id ${id}`);
      jsonById.set(id, json);
      return id;
    },

    own: () => catalogue.schemas,
  };
}

const failed = (kind: DecodeFailure['kind'], detail: string): Decoded => ({ ok: false, failure: { kind, detail } });
