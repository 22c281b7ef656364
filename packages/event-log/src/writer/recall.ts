import { isStampedHere } from '../chain/chain.ts';
import type { Codec, Envelope } from '../port/envelope.ts';
import type { Offset, PartitionSession } from '../port/log.ts';
import type { CommandMemory } from './memory.ts';

/** Reads back the events that were accepted under a command's id, if it is remembered: a hash alone proves nothing. */
export async function recall<Event>(
  session: PartitionSession,
  codec: Codec<Event>,
  memory: CommandMemory,
  commandId: string,
): Promise<readonly Envelope<Event>[] | undefined> {
  for (const offset of memory.candidates(commandId)) {
    const first = await readEnvelope(session, codec, offset);
    if (first.meta.commandId !== commandId) continue;
    const envelopes = [first];
    while (envelopes.length < first.meta.count) envelopes.push(await readEnvelope(session, codec, offset + envelopes.length));
    return envelopes;
  }
  return undefined;
}

async function readEnvelope<Event>(session: PartitionSession, codec: Codec<Event>, offset: Offset): Promise<Envelope<Event>> {
  const { records } = await session.read(offset, { limit: 1, waitMs: 0 });
  const record = records[0];
  if (record === undefined || record.offset !== offset || !isStampedHere(record)) throw new Error(`record ${offset} is not shown`);
  const decoded = codec.decode(record.value);
  if (!decoded.ok) throw new Error(`record ${offset}: ${decoded.failure.detail}`);
  return decoded.envelope;
}
