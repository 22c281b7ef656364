import type { Offset, Stamp, StoredRecord } from '@ragtime/event-log';
import { crc32c } from './crc32c.ts';
import { batchHeaderBytes, batchLayout, stampBytes, stampHeader } from './layout.ts';

export interface DecodedBatches {
  readonly records: readonly StoredRecord[];
  /** The offset after the last whole batch. A batch of control records moves it too, and so does one whose records were removed. */
  readonly next: Offset;
}

/** The bytes are not a record batch of version 2, or they were damaged. */
export class BatchUnreadable extends Error {
  override readonly name = 'BatchUnreadable';
}

const compressionMask = 7;
const controlMask = 32;

/**
 * Decodes what a fetch returned, from an offset on, batch by batch until there are as many records as wanted. A server sends whole batches that
 * begin before that offset, and cuts off the last one. Keys and values are copies, so that keeping one does not keep the whole answer.
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
    if ((attributes & compressionMask) !== 0)
      throw new BatchUnreadable(`the batch at ${base} is compressed, and no writer of this log compresses`);
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
  const { bytes } = cursor;
  while (cursor.at < cursor.end) {
    const length = readVarint(cursor);
    const end = cursor.at + length;
    if (length < 0 || end > cursor.end) throw new BatchUnreadable(`a record after ${base} is longer than its batch`);
    cursor.at += 1; // attributes
    readVarint(cursor); // time
    const offset = base + readVarint(cursor);
    if (offset >= from) {
      const keyBytes = skipBytes(cursor);
      const key = keyBytes < 0 ? undefined : bytes.toString('utf8', cursor.at - keyBytes, cursor.at);
      const valueBytes = skipBytes(cursor);
      const value = valueBytes < 0 ? undefined : kept(bytes, cursor.at - valueBytes, cursor.at);
      const stamp = readStamp(cursor);
      if (cursor.at !== end) throw new BatchUnreadable(`the record at ${offset} does not end where it says`);
      records.push({ offset, key, value, stamp });
    }
    cursor.at = end;
  }
}

function readStamp(cursor: Cursor): Stamp | undefined {
  const { bytes } = cursor;
  let stamp: Stamp | undefined;
  for (let headers = readVarint(cursor); headers > 0; headers -= 1) {
    const nameBytes = skipBytes(cursor);
    const nameEnd = cursor.at;
    if (skipBytes(cursor) !== stampBytes || nameBytes !== stampHeader.length) continue;
    if (bytes.toString('latin1', nameEnd - nameBytes, nameEnd) !== stampHeader) continue;
    const start = cursor.at - stampBytes;
    const at = bytes.readInt32BE(start) * 2 ** 32 + bytes.readUInt32BE(start + 4);
    stamp = { at, previous: kept(bytes, start + 8, cursor.at) };
  }
  return stamp;
}

/**
 * Own memory for a field of a few bytes costs more than the bytes. So many fields share a buffer of this size, and keeping one keeps no more than
 * this.
 */
const sharedBytes = 16 * 1024;
let shared = new Uint8Array(0);
let used = 0;

/** Returns a copy. */
function kept(bytes: Buffer, start: number, end: number): Uint8Array {
  const length = end - start;
  if (length > sharedBytes / 4) return new Uint8Array(bytes.subarray(start, end));
  if (used + length > shared.length) [shared, used] = [new Uint8Array(sharedBytes), 0];
  bytes.copy(shared, used, start, end);
  used += length;
  return shared.subarray(used - length, used);
}

/** Skips a field. @returns its length, below 0 if it is null. */
function skipBytes(cursor: Cursor): number {
  const length = readVarint(cursor);
  if (length <= 0) return length;
  cursor.at += length;
  if (cursor.at > cursor.end) throw new BatchUnreadable('a field is longer than its record');
  return length;
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
