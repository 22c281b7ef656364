import { hash } from 'node:crypto';
import { eventTopicNames } from '@ragtime/domain';
import type { PartitionName, Position, Positions } from '../port/position.ts';

/** A token names these topics by one byte: their place in the table of topics. */
const knownTopics: readonly string[] = eventTopicNames;
const otherTopic = 255;
const version = 1;
const linkBytes = 8;
const checkBytes = 2;
/** Five topics of 12 partitions, with some reserve. */
const entriesMax = 64;

/**
 * Opaque to callers. A token holds the version, the entries sorted by name, and a checksum, in base64url. The checksum finds typing errors and
 * nothing more. Equal positions make equal tokens.
 */
export function encodeToken(positions: Positions): string {
  const parts: Uint8Array[] = [Uint8Array.of(version)];
  for (const [partition, { offset, link }] of [...positions].sort(byName)) {
    const slash = partition.lastIndexOf('/');
    parts.push(topicBytes(partition.slice(0, slash)), varint(Number(partition.slice(slash + 1))), varint(offset), link);
  }
  const body = Buffer.concat(parts);
  return Buffer.concat([body, checksum(body)]).toString('base64url');
}

export type DecodedToken = { readonly kind: 'ok'; readonly positions: Positions } | { readonly kind: 'invalid' };

/** Text that `encodeToken` did not make is `invalid`. A valid token may still belong to another log. */
export function decodeToken(token: string): DecodedToken {
  const bytes = Buffer.from(token, 'base64url');
  const body = bytes.subarray(0, -checkBytes);
  const entries = body[0] === version && checksum(body).equals(bytes.subarray(-checkBytes)) ? readEntries(body) : undefined;
  if (entries === undefined) return { kind: 'invalid' };
  const positions: Positions = new Map(entries);
  return encodeToken(positions) === token ? { kind: 'ok', positions } : { kind: 'invalid' };
}

/** Keeps the later position of each partition. */
export function mergePositions(...all: readonly Positions[]): Positions {
  const merged = new Map<PartitionName, Position>();
  for (const positions of all) {
    for (const [partition, position] of positions) {
      if ((merged.get(partition)?.offset ?? -1) < position.offset) merged.set(partition, position);
    }
  }
  return merged;
}

const byName = ([one]: readonly [string, Position], [other]: readonly [string, Position]): number =>
  one < other ? -1 : one > other ? 1 : 0;

const checksum = (body: Uint8Array): Buffer => hash('sha256', body, 'buffer').subarray(0, checkBytes);

function topicBytes(topic: string): Uint8Array {
  const known = knownTopics.indexOf(topic);
  if (known >= 0) return Uint8Array.of(known);
  const name = Buffer.from(topic);
  return Buffer.concat([Uint8Array.of(otherTopic), varint(name.byteLength), name]);
}

/** Seven bits per byte, lowest first; exact up to 2^53. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Uint8Array.from([...bytes, rest]);
}

function readEntries(body: Buffer): readonly (readonly [PartitionName, Position])[] | undefined {
  const entries: (readonly [PartitionName, Position])[] = [];
  const cursor = { at: 1 };
  while (cursor.at < body.byteLength) {
    const topic = readTopic(body, cursor);
    const partition = readVarint(body, cursor);
    const offset = readVarint(body, cursor);
    const link = readBytes(body, cursor, linkBytes);
    if (topic === undefined || partition === undefined || offset === undefined || link === undefined) return undefined;
    entries.push([`${topic}/${partition}`, { offset, link: Uint8Array.from(link) }]);
    if (entries.length > entriesMax) return undefined;
  }
  return entries;
}

interface Cursor {
  at: number;
}

function readTopic(body: Buffer, cursor: Cursor): string | undefined {
  const code = readBytes(body, cursor, 1)?.[0];
  if (code === undefined || code !== otherTopic) return code === undefined ? undefined : knownTopics[code];
  const length = readVarint(body, cursor);
  return length === undefined ? undefined : readBytes(body, cursor, length)?.toString();
}

function readVarint(body: Buffer, cursor: Cursor): number | undefined {
  let value = 0;
  for (let scale = 1; scale < 2 ** 53; scale *= 128) {
    const byte = readBytes(body, cursor, 1)?.[0];
    if (byte === undefined) return undefined;
    value += (byte & 127) * scale;
    if (byte < 128) return Number.isSafeInteger(value) ? value : undefined;
  }
  return undefined;
}

function readBytes(body: Buffer, cursor: Cursor, length: number): Buffer | undefined {
  if (cursor.at + length > body.byteLength) return undefined;
  const bytes = body.subarray(cursor.at, cursor.at + length);
  cursor.at += length;
  return bytes;
}
