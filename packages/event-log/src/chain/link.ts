import { hash } from 'node:crypto';
import type { Link, Stamp } from '../port/log.ts';

/** The first record of a partition names this as the link before it. */
export const genesisLink: Link = new Uint8Array(8);

/** The stamp of a barrier. A barrier lies at no stamped offset, so it never counts. */
export const barrierStamp: Stamp = { at: -1, previous: genesisLink };

/**
 * The first 8 bytes of sha256 over the previous link, the key and the value. Key and value are preceded by their lengths in 4 bytes each, so that
 * no two records share an input.
 */
export function linkAfter(previous: Link, key: string, value: Uint8Array): Link {
  const keyLength = Buffer.byteLength(key);
  const input = Buffer.allocUnsafe(16 + keyLength + value.byteLength);
  input.set(previous, 0);
  input.writeUInt32BE(keyLength, 8);
  input.write(key, 12);
  input.writeUInt32BE(value.byteLength, 12 + keyLength);
  input.set(value, 16 + keyLength);
  return Uint8Array.from(hash('sha256', input, 'buffer').subarray(0, 8));
}

export function sameLink(one: Link, other: Link): boolean {
  return sameBytes(one, other);
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.byteLength !== other.byteLength) return false;
  for (let at = 0; at < one.byteLength; at += 1) if (one[at] !== other[at]) return false;
  return true;
}
