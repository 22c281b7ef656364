import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Clock } from '@ragtime/runtime';
import { BlobExists, BlobMissing, type BlobPath, type BlobStore, BlobTooLarge } from '../blob-store.ts';
import { isBlocksPath } from '../blocks/block-hashes.ts';
import { withBlocks } from '../blocks/with-blocks.ts';
import { segmentsOf, segmentsOfPrefix } from '../paths.ts';
import { checkedBytes } from '../sha256.ts';
import { untilAborted } from '../until-aborted.ts';

interface Held {
  readonly bytes: Uint8Array;
  readonly writtenAtMs: number;
}

/** Blobs in memory, for tests and simulations. They are lost with their process. */
export function createMemoryBlobStore({ clock }: { readonly clock: Clock }): BlobStore {
  const blobs = new Map<BlobPath, Held>();

  function held(path: BlobPath): Held {
    segmentsOf(path);
    const found = blobs.get(path);
    if (found === undefined) throw new BlobMissing(path);
    return found;
  }

  function put(path: BlobPath, blob: Held): void {
    if (blobs.has(path)) throw new BlobExists(path);
    blobs.set(path, blob);
  }

  const below = (prefix: string): readonly BlobPath[] => {
    const start = segmentsOfPrefix(prefix).join('/');
    return [...blobs.keys()].filter((path) => start === '' || path === start || path.startsWith(`${start}/`));
  };

  return withBlocks({
    async write(path, source, { bytesMax, signal }) {
      segmentsOf(path);
      signal?.throwIfAborted();
      const bytes = await collect(source, bytesMax, signal);
      put(path, { bytes, writtenAtMs: clock.nowMs() });
      return { path, sizeBytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') };
    },
    async read(path, range) {
      const { bytes } = held(path);
      const { first, last } = range ?? { first: 0, last: bytes.byteLength - 1 };
      if (range !== undefined && (first < 0 || first > last || first >= bytes.byteLength)) {
        throw new RangeError(`no bytes ${first} to ${last} in a blob of ${bytes.byteLength}`);
      }
      return Readable.from([bytes.subarray(first, last + 1)].filter((part) => part.byteLength > 0));
    },
    readAll: async (path, options) => Uint8Array.from(checkedBytes(path, held(path).bytes, options?.sha256)),
    async stat(path) {
      segmentsOf(path);
      const found = blobs.get(path);
      return found === undefined ? undefined : { sizeBytes: found.bytes.byteLength };
    },
    async asFile(path) {
      const { bytes } = held(path);
      const folder = await mkdtemp(join(tmpdir(), 'ragtime-blob-'));
      const file = join(folder, 'blob');
      await writeFile(file, bytes, { mode: 0o400 });
      return { file, release: () => rm(folder, { recursive: true, force: true }) };
    },
    async move(from, to) {
      segmentsOf(to);
      put(to, held(from));
      blobs.delete(from);
    },
    remove: async (paths) => paths.filter((path) => segmentsOf(path).length > 0 && blobs.delete(path)).length,
    async removePrefix(prefix) {
      if (segmentsOfPrefix(prefix).length === 0) throw new RangeError('the empty prefix would remove everything');
      return below(prefix).filter((path) => blobs.delete(path) && !isBlocksPath(path)).length;
    },
    async *list(prefix) {
      for (const path of below(prefix)) {
        const found = blobs.get(path);
        if (found !== undefined && !isBlocksPath(path)) yield { path, sizeBytes: found.bytes.byteLength, writtenAtMs: found.writtenAtMs };
      }
    },
    freeBytes: async () => undefined,
    close: async () => undefined,
  });
}

async function collect(source: AsyncIterable<Uint8Array>, bytesMax: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const part of untilAborted(source, signal)) {
    sizeBytes += part.byteLength;
    if (sizeBytes > bytesMax) throw new BlobTooLarge(`more than ${bytesMax} bytes came`);
    parts.push(Uint8Array.from(part));
  }
  return Buffer.concat(parts);
}
