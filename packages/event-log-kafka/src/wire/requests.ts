import type { Offset } from '@ragtime/event-log';
import type { Wire } from './wire.ts';

export interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** The error codes that are handled differently (Kafka's protocol guide, "Error Codes"). */
export const errorCodes = {
  none: 0,
  offsetOutOfRange: 1,
  notLeaderOrFollower: 6,
  messageTooLarge: 10,
  notEnoughReplicas: 19,
  topicAuthorizationFailed: 29,
} as const;

/**
 * Produce, version 7, acknowledged by all in-sync replicas.
 *
 * @param batch one record batch.
 * @returns the code of the answer and, with code 0, the offset of the first record.
 */
export async function produce(
  wire: Wire,
  { topic, partition }: Place,
  batch: Buffer,
  timeoutMs: number,
): Promise<{ readonly code: number; readonly offset: Offset }> {
  const topicBytes = Buffer.byteLength(topic);
  const head = Buffer.allocUnsafe(2 + 2 + 4 + 4 + 2 + topicBytes + 4 + 4 + 4);
  let at = head.writeInt16BE(-1, 0); // no transaction
  at = head.writeInt16BE(-1, at); // all in-sync replicas
  at = head.writeInt32BE(timeoutMs, at);
  at = writeTopic(head, at, topic, topicBytes);
  at = head.writeInt32BE(1, at);
  at = head.writeInt32BE(partition, at);
  head.writeInt32BE(batch.length, at);
  const answer = await wire.ask({ apiKey: 0, apiVersion: 7, apiName: 'Produce', body: Buffer.concat([head, batch]) });
  // One topic (count, name), one partition (count, number), then the content of the request.
  const start = 4 + 2 + answer.readInt16BE(4) + 4 + 4;
  return { code: answer.readInt16BE(start), offset: Number(answer.readBigInt64BE(start + 2)) };
}

export interface Fetched {
  readonly code: number;
  /** The high watermark: records below it are on all in-sync replicas. -1 if the code is not 0. */
  readonly end: Offset;
  readonly start: Offset;
  readonly batches: Buffer;
}

/**
 * Fetch, version 10, the last one that only the leader answers. A follower would answer a later one without an error, with fewer records than there
 * are. All written records are shown, because a foreign open transaction must not hide acknowledged ones.
 */
export async function fetch(
  wire: Wire,
  { topic, partition }: Place,
  from: Offset,
  { bytesMax, waitMs, timeoutMs }: { readonly bytesMax: number; readonly waitMs: number; readonly timeoutMs: number },
): Promise<Fetched> {
  const topicBytes = Buffer.byteLength(topic);
  const body = Buffer.allocUnsafe(4 * 4 + 1 + 4 + 4 + 4 + 2 + topicBytes + 4 + 4 + 4 + 8 + 8 + 4 + 4);
  let at = body.writeInt32BE(-1, 0); // no replica
  at = body.writeInt32BE(waitMs, at);
  at = body.writeInt32BE(1, at);
  at = body.writeInt32BE(bytesMax, at);
  at = body.writeInt8(0, at); // read uncommitted
  at = body.writeInt32BE(0, at); // no fetch session
  at = body.writeInt32BE(-1, at);
  at = writeTopic(body, at, topic, topicBytes);
  at = body.writeInt32BE(1, at);
  at = body.writeInt32BE(partition, at);
  at = body.writeInt32BE(-1, at); // epoch of the leader: any
  at = body.writeBigInt64BE(BigInt(from), at);
  at = body.writeBigInt64BE(-1n, at);
  at = body.writeInt32BE(bytesMax, at);
  body.writeInt32BE(0, at); // nothing forgotten
  const answer = await wire.ask({ apiKey: 1, apiVersion: 10, apiName: 'Fetch', body, timeoutMs: waitMs + timeoutMs });
  return readFetched(answer);
}

function readFetched(answer: Buffer): Fetched {
  const whole = answer.readInt16BE(4);
  if (whole !== errorCodes.none || answer.readInt32BE(10) === 0) return { code: whole, end: -1, start: -1, batches: Buffer.alloc(0) };
  let at = 14 + 2 + answer.readInt16BE(14) + 4 + 4;
  const code = answer.readInt16BE(at);
  const end = Number(answer.readBigInt64BE(at + 2));
  const start = Number(answer.readBigInt64BE(at + 18));
  const aborted = answer.readInt32BE(at + 26);
  at += 30 + Math.max(0, aborted) * 16;
  const length = answer.readInt32BE(at);
  return { code, end, start, batches: answer.subarray(at + 4, at + 4 + Math.max(0, length)) };
}

/** The first offset that is kept, or the one after the last. @throws when the server does not say. */
export async function listOffset(wire: Wire, { topic, partition }: Place, which: 'start' | 'end'): Promise<Offset> {
  const { responses } = await wire.broker.listOffsets({
    isolationLevel: 0,
    topics: [{ topic, partitions: [{ partition, timestamp: which === 'end' ? -1 : -2 }] }],
  });
  const offset = responses[0]?.partitions[0]?.offset;
  if (offset === undefined) throw new Error(`the broker gave no offset of ${topic}/${partition}`);
  return Number(offset);
}

function writeTopic(body: Buffer, from: number, topic: string, topicBytes: number): number {
  const at = body.writeInt16BE(topicBytes, body.writeInt32BE(1, from));
  return at + body.write(topic, at, 'utf8');
}
