import { isStampedHere } from '../chain/chain.ts';
import type { Codec, Envelope } from '../port/envelope.ts';
import type { Offset, PartitionSession, StoredRecord } from '../port/log.ts';
import type { CommandMemory } from './memory.ts';

/** Reads the events that were accepted under a command's id, if it is remembered. A hash alone proves nothing. */
export async function recall<Event>(
  session: PartitionSession,
  codec: Codec<Event>,
  memory: CommandMemory,
  commandId: string,
): Promise<readonly Envelope<Event>[] | undefined> {
  for (const offset of memory.candidates(commandId)) {
    const [first] = await readEnvelopes(session, codec, offset, 1);
    if (first === undefined || first.meta.commandId !== commandId) continue;
    return [first, ...(await readEnvelopes(session, codec, offset + 1, first.meta.count - 1))];
  }
  return undefined;
}

/** A command's events lie next to each other. */
async function readEnvelopes<Event>(
  session: PartitionSession,
  codec: Codec<Event>,
  from: Offset,
  count: number,
): Promise<readonly Envelope<Event>[]> {
  const envelopes: Envelope<Event>[] = [];
  while (envelopes.length < count) {
    const at = from + envelopes.length;
    const { records } = await session.read(at, { limit: count - envelopes.length, waitMs: 0 });
    if (records.length === 0) throw new Error(`this server does not show record ${at}`);
    for (const [index, record] of records.entries()) envelopes.push(decode(codec, at + index, record));
  }
  return envelopes.slice(0, count);
}

function decode<Event>(codec: Codec<Event>, offset: Offset, record: StoredRecord): Envelope<Event> {
  if (record.offset !== offset || !isStampedHere(record)) throw new Error(`record ${offset} has changed since it was read`);
  const decoded = codec.decode(record.value);
  if (!decoded.ok) throw new Error(`record ${offset} cannot be decoded: ${decoded.failure.detail}`);
  return decoded.envelope;
}
