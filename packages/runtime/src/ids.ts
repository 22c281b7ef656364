import { createHash } from 'node:crypto';
import type { Random } from './machine.ts';

/** UUIDv8 from the first bits of sha256 over the parts: the same parts make the same id, on every machine, for ever. */
export function uuidFromParts(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    hash.update(`${bytes.byteLength}:`).update(bytes);
  }
  return asUuid(hash.digest(), 0x80);
}

/** A UUIDv4 from the machine's random numbers. */
export const randomUuid = (random: Random): string => asUuid(random.bytes(16), 0x40);

function asUuid(bytes: Uint8Array, version: number): string {
  const own = Uint8Array.from(bytes.subarray(0, 16));
  own[6] = ((own[6] ?? 0) & 0x0f) | version;
  own[8] = ((own[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(own).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
