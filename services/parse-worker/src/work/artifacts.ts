import { createHash } from 'node:crypto';
import { type BlobStore, StorageFull } from '@ragtime/blob-store';
import { decodeManifest, encodeManifest, type ManifestStep, type TaskManifest } from '@ragtime/contracts/artifacts';
import type { BlobId, TaskId } from '@ragtime/domain';
import { type Machine, randomUuid } from '@ragtime/runtime';
import type { WorkerLogger } from '../logger.ts';

interface Needs {
  readonly blobs: BlobStore;
  readonly machine: Machine;
  readonly logger: WorkerLogger;
  readonly signal: AbortSignal;
}

export interface StoredArtifact {
  readonly artifact: BlobId;
  readonly sha256: string;
}

/** The blobs of one task of one document, below `tenant/dataset/document/task/`, each under a fresh random name. */
export interface TaskArtifacts {
  /**
   * Returns the name at once, and writes while the work goes on. The artifact counts once a manifest names it, and the manifest waits for the
   * write.
   */
  write(kind: 'plan' | 'blocks' | 'chunks' | 'vectors', bytes: Uint8Array): StoredArtifact;
  /** @throws BlobMissing, BlobDamaged */
  read(stored: StoredArtifact): Promise<Uint8Array>;
  /** @throws the error of an earlier write that failed. */
  writeManifest(manifest: TaskManifest): Promise<BlobId>;
  /** Resolves when no write is under way, whether the writes succeeded or failed. */
  settled(): Promise<void>;
  /** The steps that earlier attempts at `taskId` made, in this run or an earlier one, by digest. */
  earlierSteps(taskId: TaskId): Promise<ReadonlyMap<string, ManifestStep>>;
}

/** More than any window makes. */
const artifactBytesMax = 1024 * 1024 * 1024;
/** The newest manifests are read first. A step that only older ones hold is made anew. */
const manifestsReadMax = 8;
const roomEveryMs = 5_000;
const manifestEnding = '.manifest';

export function taskArtifacts({ blobs, machine, logger, signal }: Needs, prefix: string, taskId: TaskId): TaskArtifacts {
  const writing: Promise<unknown>[] = [];
  const newPath = (ending: string): string => `${prefix}/${taskId}/${randomUuid(machine.random)}${ending}`;
  const write = async (path: string, bytes: Uint8Array): Promise<void> =>
    void (await untilThereIsRoom(() => blobs.write(path, once(bytes), { bytesMax: artifactBytesMax })));

  /** A full disk is not an error of the task. The task waits in its slot, and goes on where it was. */
  async function untilThereIsRoom<Value>(attempt: () => Promise<Value>): Promise<Value> {
    for (;;) {
      try {
        return await attempt();
      } catch (cause) {
        if (!(cause instanceof StorageFull)) throw cause;
        logger.error({ taskId, prefix }, 'the disk is full; the task waits for room and writes its result then');
      }
      await machine.timers.sleep(roomEveryMs, signal);
    }
  }
  return {
    write(kind, bytes) {
      const path = newPath(`.${kind}`);
      const written = write(path, bytes);
      written.catch(() => undefined); // `writeManifest` throws the error
      writing.push(written);
      return { artifact: path as BlobId, sha256: createHash('sha256').update(bytes).digest('hex') };
    },
    read: ({ artifact, sha256 }) => blobs.readAll(artifact, { sha256 }),
    async writeManifest(manifest) {
      await Promise.all(writing);
      const path = newPath(manifestEnding);
      await write(path, encodeManifest(manifest));
      return path as BlobId;
    },
    settled: async () => void (await Promise.allSettled(writing)),
    async earlierSteps(of) {
      const steps = new Map<string, ManifestStep>();
      for (const path of await newestManifests(blobs, `${prefix}/${of}/`)) {
        for (const step of await stepsIn(blobs, path)) if (!steps.has(step.digest)) steps.set(step.digest, step);
      }
      return steps;
    },
  };
}

async function newestManifests(blobs: BlobStore, folder: string): Promise<readonly string[]> {
  const found: { readonly path: string; readonly writtenAtMs: number }[] = [];
  for await (const blob of blobs.list(folder)) if (blob.path.endsWith(manifestEnding)) found.push(blob);
  found.sort((one, other) => other.writtenAtMs - one.writtenAtMs);
  return found.slice(0, manifestsReadMax).map(({ path }) => path);
}

/** An earlier manifest only saves work. A missing or unreadable one saves none. */
async function stepsIn(blobs: BlobStore, path: string): Promise<readonly ManifestStep[]> {
  try {
    return decodeManifest(await blobs.readAll(path)).steps;
  } catch {
    return [];
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
