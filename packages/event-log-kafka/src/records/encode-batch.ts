import type { LogRecord } from '@ragtime/event-log';
import { crc32c } from './crc32c.ts';
import { batchHeaderBytes, batchLayout, stampBytes, stampHeader } from './layout.ts';

/**
 * Encodes records of one moment as one record batch (version 2). It has no producer id: positions are stamped, so a batch needs no sequence number.
 * The buffer is allocated once, in its exact size; keys and values are copied.
 */
export function encodeBatch(records: readonly LogRecord[], timestampMs: number): Buffer {
  const sizes = records.map(sizesOf);
  const bodies = sizes.reduce((sum, { bodyBytes }) => sum + varintBytes(bodyBytes) + bodyBytes, 0);
  const batch = Buffer.allocUnsafe(batchHeaderBytes + bodies);
  batch.writeBigInt64BE(0n, batchLayout.baseOffset);
  batch.writeInt32BE(batch.length - batchLayout.afterLength, batchLayout.length);
  batch.writeInt32BE(0, batchLayout.leaderEpoch);
  batch.writeInt8(2, batchLayout.magic);
  batch.writeInt16BE(0, batchLayout.attributes);
  batch.writeInt32BE(records.length - 1, batchLayout.lastOffsetDelta);
  batch.writeBigInt64BE(BigInt(timestampMs), batchLayout.firstTimestamp);
  batch.writeBigInt64BE(BigInt(timestampMs), batchLayout.maxTimestamp);
  batch.writeBigInt64BE(-1n, batchLayout.producerId);
  batch.writeInt16BE(-1, batchLayout.producerEpoch);
  batch.writeInt32BE(-1, batchLayout.baseSequence);
  batch.writeInt32BE(records.length, batchLayout.count);
  let at = batchHeaderBytes;
  for (const [index, { value, key, stamp }] of records.entries()) {
    const { bodyBytes, keyBytes } = sizes[index] as Sizes;
    at = writeVarint(batch, at, bodyBytes);
    batch[at++] = 0; // attributes
    batch[at++] = 0; // time since the first record of the batch
    at = writeVarint(batch, at, index);
    at = writeVarint(batch, at, keyBytes);
    at += batch.write(key, at, 'utf8');
    at = writeVarint(batch, at, value.byteLength);
    batch.set(value, at);
    at = writeVarint(batch, at + value.byteLength, 1); // headers
    at = writeVarint(batch, at, stampHeader.length);
    at += batch.write(stampHeader, at, 'latin1');
    at = writeVarint(batch, at, stampBytes);
    batch.writeBigInt64BE(BigInt(stamp.at), at);
    batch.set(stamp.previous, at + 8);
    at += stampBytes;
  }
  batch.writeUInt32BE(crc32c(batch, batchLayout.attributes, batch.length), batchLayout.crc);
  return batch;
}

interface Sizes {
  readonly keyBytes: number;
  readonly bodyBytes: number;
}

const headersBytes = 1 + 1 + stampHeader.length + 1 + stampBytes;

function sizesOf({ key, value }: LogRecord, index: number): Sizes {
  const keyBytes = Buffer.byteLength(key);
  const bodyBytes =
    2 + varintBytes(index) + varintBytes(keyBytes) + keyBytes + varintBytes(value.byteLength) + value.byteLength + headersBytes;
  return { keyBytes, bodyBytes };
}

/** The bytes that a non-negative number takes in zigzag. */
function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value * 2; rest >= 128; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes;
}

function writeVarint(batch: Buffer, from: number, value: number): number {
  let at = from;
  let rest = value * 2;
  for (; rest >= 128; rest = Math.floor(rest / 128)) batch[at++] = (rest % 128) | 128;
  batch[at++] = rest;
  return at;
}
