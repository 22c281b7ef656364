import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { BlobMissing, type BlobStore } from '@ragtime/blob-store';
import { eventTopics } from '@ragtime/domain';
import { createMergeThread, foldFingerprint, type SnapshotOptions, type SnapshotPlace, type SnapshotStore } from '@ragtime/event-log';
import { type Logger, type Machine, type Shutdown, type Timers, withTimeout } from '@ragtime/runtime';
import type { ProgramMetrics } from './metrics/program-metrics.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
/** At this level zstd compresses half a gigabyte a second to a fifth of its size. */
const level = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

const bytesMax = Number.MAX_SAFE_INTEGER;
const prefixOf = ({ topic, partition }: SnapshotPlace) => `snapshots/${topic}/${partition}`;

/** A start waits no longer for a silent store: then it folds the log. */
const readTimeoutMs = 3_000;

/** Keeps snapshots as blobs, compressed. */
function snapshotsIn(blobs: BlobStore, timers: Timers): SnapshotStore {
  const soon = async <Value>(read: () => Promise<Value>): Promise<Value> => await withTimeout(read, { timeoutMs: readTimeoutMs, timers });
  return {
    async list(place) {
      return await soon(async () => {
        const names: string[] = [];
        for await (const { path } of blobs.list(prefixOf(place))) names.push(path.slice(prefixOf(place).length + 1));
        return names;
      });
    },
    async write(place, name, bytes) {
      const packed = await compress(bytes, level);
      await blobs.write(`${prefixOf(place)}/${name}`, oneChunk(packed), { bytesMax });
    },
    async read(place, name) {
      try {
        return await decompress(await soon(async () => await blobs.readAll(`${prefixOf(place)}/${name}`)));
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

/** Keeps snapshots of the owners' states, and merges them off the main thread. */
export async function snapshotsOver(
  blobs: BlobStore,
  {
    everyRecords,
    machine,
    logger,
    metrics,
    shutdown,
  }: {
    readonly everyRecords: number;
    readonly machine: Machine;
    readonly logger: Logger;
    readonly metrics?: ProgramMetrics;
    readonly shutdown: Shutdown;
  },
): Promise<SnapshotOptions> {
  const fingerprint = await foldFingerprint(Object.values(eventTopics).map(({ fold }) => fold));
  const thread = createMergeThread();
  shutdown.add('snapshots', async () => await thread.close(), { timeoutMs: 500 });
  const store = snapshotsIn(blobs, machine.timers);
  return {
    store: metrics === undefined ? store : metrics.snapshots(store),
    fingerprint,
    everyRecords,
    merge: thread.merge,
    onTrouble({ topic, partition }, detail) {
      metrics?.snapshotUnusable();
      logger.warn({ topic, partition, detail }, 'a snapshot cannot be used; the next start may fold more of the log');
    },
  };
}
