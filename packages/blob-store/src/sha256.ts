import { createHash } from 'node:crypto';
import { BlobDamaged, type BlobPath } from './blob-store.ts';

/** @throws BlobDamaged when `expected` is given and is not the hash of the bytes. */
export function checkedBytes(path: BlobPath, bytes: Uint8Array, expected: string | undefined): Uint8Array {
  if (expected === undefined) return bytes;
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== expected) throw new BlobDamaged(`${path} holds bytes with sha256 ${found} where ${expected} was written`);
  return bytes;
}
