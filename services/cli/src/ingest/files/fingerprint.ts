import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { FoundFile } from './walk.ts';

export type Fingerprint = (file: FoundFile) => Promise<string>;

/** The sha256 of a file in hex. The file is read again only when its size or time has changed. */
export function createFingerprint(): Fingerprint {
  const known = new Map<string, { readonly sizeBytes: number; readonly modifiedAtMs: number; readonly sha256: string }>();
  return async ({ path, sizeBytes, modifiedAtMs }) => {
    const before = known.get(path);
    if (before?.sizeBytes === sizeBytes && before.modifiedAtMs === modifiedAtMs) return before.sha256;
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    const sha256 = hash.digest('hex');
    known.set(path, { sizeBytes, modifiedAtMs, sha256 });
    return sha256;
  };
}
