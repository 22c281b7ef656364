import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { BlobMissing, type BlobStore, openFolderBlobStore } from '@ragtime/blob-store';
import { createMergeThread, type SnapshotOptions, type SnapshotPlace, type SnapshotStore } from '@ragtime/event-log';
import type { Logger, Machine, Shutdown } from '@ragtime/runtime';
import { stateFingerprint } from '../state-fingerprint.ts';
import { reserveBytes } from './truth.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
/** Half a gigabyte a second, and a fifth is left. */
const level = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

const snapshotFolder = (folder: string): string => join(folder, 'snapshots');

/** While the lock on the log is held: nobody else writes there. */
export const removeSnapshots = async (folder: string): Promise<void> => await rm(snapshotFolder(folder), { recursive: true, force: true });

const bytesMax = Number.MAX_SAFE_INTEGER;
const prefixOf = ({ topic, partition }: SnapshotPlace) => `snapshots/${topic}/${partition}`;

/** Snapshots as blobs, compressed on the way. */
export function snapshotsIn(blobs: BlobStore): SnapshotStore {
  return {
    async list(place) {
      const names: string[] = [];
      for await (const { path } of blobs.list(prefixOf(place))) names.push(path.slice(prefixOf(place).length + 1));
      return names;
    },
    async write(place, name, bytes) {
      const packed = await compress(bytes, level);
      await blobs.write(`${prefixOf(place)}/${name}`, oneChunk(packed), { bytesMax });
    },
    async read(place, name) {
      try {
        return await decompress(await blobs.readAll(`${prefixOf(place)}/${name}`));
      } catch (error) {
        if (error instanceof BlobMissing) return undefined;
        throw error;
      }
    },
    async remove(place, names) {
      await blobs.remove(names.map((name) => `${prefixOf(place)}/${name}`));
    },
  };
}

// biome-ignore lint/suspicious/useAwait: a store takes a stream
async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** In a folder of their own: it may be removed at any time that nothing runs on it. */
export async function openSnapshots(options: {
  readonly folder: string;
  readonly everyRecords: number;
  readonly machine: Machine;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
}): Promise<SnapshotOptions> {
  const { folder, everyRecords, machine, logger, shutdown } = options;
  const [blobs, fingerprint] = await Promise.all([
    // They cost time when they are missing, and nothing else: they leave room for all that must be written.
    openFolderBlobStore({ folder: snapshotFolder(folder), machine, reserveBytes: reserveBytes * 4 }),
    stateFingerprint(),
  ]);
  const thread = createMergeThread();
  shutdown.add(
    'snapshots',
    async () => {
      await thread.close();
      await blobs.close();
    },
    { timeoutMs: 500 },
  );
  return {
    store: snapshotsIn(blobs),
    fingerprint,
    everyRecords,
    merge: thread.merge,
    onTrouble: ({ topic, partition }, detail) =>
      logger.warn({ topic, partition, detail }, 'a snapshot is of no use: a start may take longer'),
  };
}
