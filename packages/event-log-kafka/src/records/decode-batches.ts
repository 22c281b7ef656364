import type { Offset, Stamp, StoredRecord } from '@ragtime/event-log';
import { crc32c } from './crc32c.ts';
import { batchHeaderBytes, batchLayout, stampBytes, stampHeader } from './layout.ts';

export interface DecodedBatches {
  readonly records: readonly StoredRecord[];
  /** Behind the last whole batch, whatever it held: a batch of control records, or one whose records are gone, moves it too. */
  readonly next: Offset;
}

/** Bytes that are no record batch of version 2, or not what was written. */
export class BatchUnreadable extends Error {
  override readonly name = 'BatchUnreadable';
}

const compressionMask = 7;
const controlMask = 32;

/**
 * What a fetch brought from an offset on, batch by batch until there are as many records as are wanted. A server sends whole batches from before that
 * offset, and cuts off the last one. Keys and values have memory of their own, so that what is kept does not keep the whole answer.
 *
 * @throws BatchUnreadable
 */
export function decodeBatches(bytes: Buffer, from: Offset, wanted = Number.POSITIVE_INFINITY): DecodedBatches {
  const records: StoredRecord[] = [];
  let next = from;
  for (let start = 0; start + batchHeaderBytes <= bytes.length && records.length < wanted; ) {
    const end = start + batchLayout.afterLength + bytes.readInt32BE(start + batchLayout.length);
    if (end > bytes.length) break;
    const base = Number(bytes.readBigInt64BE(start + batchLayout.baseOffset));
    if (bytes[start + batchLayout.magic] !== 2) throw new BatchUnreadable(`the batch at ${base} is of another version`);
    if (bytes.readUInt32BE(start + batchLayout.crc) !== crc32c(bytes, start + batchLayout.attributes, end))
      throw new BatchUnreadable(`the batch at ${base} is damaged`);
    const attributes = bytes.readInt16BE(start + batchLayout.attributes);
    if ((attributes & compressionMask) !== 0) throw new BatchUnreadable(`the batch at ${base} is compressed, which no writer of ours does`);
    if ((attributes & controlMask) === 0) readRecords({ bytes, at: start + batchHeaderBytes, end }, base, from, records);
    next = Math.max(next, base + bytes.readInt32BE(start + batchLayout.lastOffsetDelta) + 1);
    start = end;
  }
  return { records, next };
}

interface Cursor {
  readonly bytes: Buffer;
  at: number;
  readonly end: number;
}

function readRecords(cursor: Cursor, base: Offset, from: Offset, records: StoredRecord[]): void {
  while (cursor.at < cursor.end) {
    const length = readVarint(cursor);
    const end = cursor.at + length;
    if (length < 0 || end > cursor.end) throw new BatchUnreadable(`a record behind ${base} is longer than its batch`);
    cursor.at += 1; // attributes
    readVarint(cursor); // time
    const offset = base + readVarint(cursor);
    if (offset >= from) {
      const key = readBytes(cursor);
      const value = readBytes(cursor);
      const stamp = readStamp(cursor);
      if (cursor.at !== end) throw new BatchUnreadable(`the record at ${offset} does not end where it says`);
      records.push({ offset, key: key?.toString('utf8'), value: value === undefined ? undefined : new Uint8Array(value), stamp });
    }
    cursor.at = end;
  }
}

function readStamp(cursor: Cursor): Stamp | undefined {
  let stamp: Stamp | undefined;
  for (let headers = readVarint(cursor); headers > 0; headers -= 1) {
    const name = readBytes(cursor);
    const value = readBytes(cursor);
    if (value?.length === stampBytes && name?.toString('latin1') === stampHeader)
      stamp = { at: Number(value.readBigInt64BE(0)), previous: new Uint8Array(value.subarray(8)) };
  }
  return stamp;
}

/** A view; undefined where the length is -1. */
function readBytes(cursor: Cursor): Buffer | undefined {
  const length = readVarint(cursor);
  if (length < 0) return undefined;
  const start = cursor.at;
  cursor.at += length;
  if (cursor.at > cursor.end) throw new BatchUnreadable('a field is longer than its record');
  return cursor.bytes.subarray(start, cursor.at);
}

/** Zigzag, in as many bytes as a number of 53 bits needs. */
function readVarint(cursor: Cursor): number {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = cursor.bytes[cursor.at++];
    if (byte === undefined || scale > 2 ** 63) throw new BatchUnreadable('a number does not end');
    value += (byte & 127) * scale;
    if (byte < 128) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
