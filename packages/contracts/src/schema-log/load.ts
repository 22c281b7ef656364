import { topics } from '@ragtime/domain';
import { type EventLog, type Offset, OffsetOutOfRange, type PartitionSession } from '@ragtime/event-log';
import { canonicalJson, schemaId } from '../avro/schema-id.ts';
import type { EventCodec } from '../codec/codec.ts';

/**
 * One partition, with the schema's id as key and its canonical JSON as value. It is read by key: it has no stamps, and its records need not count.
 */
export const schemaTopic = { name: topics.schemas, partitions: 1 } as const;

export interface LoadedSchemas {
  /** Every schema in the log, as far as the session's server knows. */
  readonly ids: ReadonlySet<number>;
  /** Keys whose values are not the schema that the key names. No record can have been written with them. */
  readonly unreadable: readonly string[];
  /** The next load needs to read only from here. */
  readonly next: Offset;
}

/** Reads the schemas of the log from `from` to its end and adds them to the codec. */
export async function loadSchemas(parts: {
  readonly log: EventLog;
  readonly codec: EventCodec;
  readonly from?: Offset;
}): Promise<LoadedSchemas> {
  const session = await parts.log.openSession(schemaTopic.name, 0);
  try {
    return await loadOver(session, parts.codec, parts.from ?? 0);
  } finally {
    await session.close();
  }
}

export async function loadOver(session: PartitionSession, codec: EventCodec, from: Offset): Promise<LoadedSchemas> {
  const ids = new Set<number>();
  const unreadable: string[] = [];
  let next = from;
  for (;;) {
    const page = await readPage(session, next);
    for (const { key, value } of page.records) {
      if (key === undefined || value === undefined || value.length === 0) continue;
      const id = learned(codec, key, value);
      if (id === undefined) unreadable.push(key);
      else ids.add(id);
    }
    next = page.next;
    if (next >= page.end) return { ids, unreadable, next };
  }
}

async function readPage(session: PartitionSession, from: Offset) {
  const options = { limit: 500, waitMs: 0 };
  try {
    return await session.read(from, options);
  } catch (error) {
    // A compacted topic may begin later than before.
    if (error instanceof OffsetOutOfRange && from < error.start) return session.read(error.start, options);
    throw error;
  }
}

function learned(codec: EventCodec, key: string, value: Uint8Array): number | undefined {
  try {
    const json = canonicalJson(JSON.parse(Buffer.from(value).toString('utf8')));
    return String(schemaId(json)) === key ? codec.learn(json) : undefined;
  } catch {
    return undefined;
  }
}
