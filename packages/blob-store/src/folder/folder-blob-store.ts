import { constants, lstat, mkdir, open, realpath, rm, statfs, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Machine } from '@ragtime/runtime';
import { BlobMissing, type BlobPath, type BlobStore, StorageFull } from '../blob-store.ts';
import { isBlocksPath } from '../blocks/block-hashes.ts';
import { withBlocks } from '../blocks/with-blocks.ts';
import { segmentsOf, segmentsOfPrefix } from '../paths.ts';
import { checkedBytes } from '../sha256.ts';
import { BlobStream } from './blob-stream.ts';
import { asStorageFull, codeOf, unlessAbsent } from './errors.ts';
import { type Folders, fileOf, refuseLinks, removeEmptyFolders, syncFolder } from './folders.ts';
import { sweepIncoming } from './sweep.ts';
import { walk } from './walk.ts';
import { publish, writeBlob } from './write-blob.ts';

export interface FolderBlobStoreOptions {
  /** It is made if it is missing. It holds `blobs` and `incoming`. */
  readonly folder: string;
  readonly machine: Machine;
  /** When the disk has fewer free bytes than this, writes end with `StorageFull`, so that the log beside the blobs can go on. Default 0. */
  readonly reserveBytes?: number;
}

/** No upload lives this long. A crash left the older files in `incoming`. */
const uploadMsMax = 48 * 60 * 60 * 1000;

/** Blobs as files. Several processes may use one folder. */
export async function openFolderBlobStore({ folder, machine, reserveBytes = 0 }: FolderBlobStoreOptions): Promise<BlobStore> {
  const folders = await makeFolders(resolve(folder));
  await sweepIncoming(folders.incoming, machine.clock.nowMs() - uploadMsMax);

  async function freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(folders.blobs);
    return bavail * bsize;
  }

  async function refuseWhenFull(): Promise<void> {
    if (reserveBytes === 0) return;
    const free = await freeBytes();
    if (free < reserveBytes) throw new StorageFull(`${free} bytes are free where ${reserveBytes} are kept back`);
  }

  const writeNeeds = { folders, refuseWhenFull, temporaryName: () => Buffer.from(machine.random.bytes(12)).toString('hex') };

  /** @throws BlobMissing */
  async function openBlob(path: BlobPath) {
    const file = fileOf(folders.blobs, segmentsOf(path));
    try {
      await refuseLinks(dirname(file));
      const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
      if ((await handle.stat()).isFile()) return handle;
      await handle.close();
    } catch (error) {
      throw isAbsence(error) ? new BlobMissing(path, { cause: error }) : error;
    }
    throw new BlobMissing(path); // a folder of blobs, which is none itself
  }

  /** The file or folder of that name, which need not exist. It is never behind a symbolic link. */
  async function place(root: string, segments: readonly string[]): Promise<string> {
    const file = fileOf(root, segments);
    if (segments.length > 0) await unlessAbsent(refuseLinks(dirname(file)));
    return file;
  }

  async function removeFile(path: BlobPath): Promise<string | undefined> {
    const file = await place(folders.blobs, segmentsOf(path));
    const isBlob = (await unlessAbsent(lstat(file)))?.isFile() === true;
    return isBlob ? await unlessAbsent(unlink(file).then(() => file)) : undefined;
  }

  return withBlocks({
    async write(path, source, { bytesMax, signal }) {
      return await writeBlob(writeNeeds, { path, segments: segmentsOf(path), source, bytesMax, signal });
    },
    async read(path, range) {
      const handle = await openBlob(path);
      try {
        const { size } = await handle.stat();
        const { first, last } = range ?? { first: 0, last: size - 1 };
        if (range !== undefined && (first < 0 || first > last || first >= size))
          throw new RangeError(`no bytes ${first} to ${last} in a blob of ${size}`);
        return new BlobStream(handle, first, Math.min(last, size - 1) - first + 1);
      } catch (error) {
        await handle.close();
        throw error;
      }
    },
    async readAll(path, options) {
      const handle = await openBlob(path);
      try {
        return checkedBytes(path, await handle.readFile(), options?.sha256);
      } finally {
        await handle.close();
      }
    },
    async stat(path) {
      const found = await unlessAbsent(lstat(await place(folders.blobs, segmentsOf(path))));
      return found?.isFile() ? { sizeBytes: found.size } : undefined;
    },
    async asFile(path) {
      const handle = await openBlob(path);
      await handle.close();
      return { file: fileOf(folders.blobs, segmentsOf(path)), release: async () => undefined };
    },
    async move(from, to) {
      const [source, target] = [fileOf(folders.blobs, segmentsOf(from)), fileOf(folders.blobs, segmentsOf(to))];
      await (await openBlob(from)).close();
      try {
        await publish(folders, source, to, target);
      } catch (error) {
        throw isAbsence(error) ? new BlobMissing(from, { cause: error }) : asStorageFull(error);
      }
      await unlessAbsent(syncFolder(dirname(source)));
      await removeEmptyFolders(folders.blobs, dirname(source));
    },
    async remove(paths) {
      const removed: string[] = [];
      for (const path of paths) removed.push(...[await removeFile(path)].filter((file) => file !== undefined));
      for (const parent of new Set(removed.map(dirname))) {
        await unlessAbsent(syncFolder(parent));
        await removeEmptyFolders(folders.blobs, parent);
      }
      return removed.length;
    },
    async removePrefix(prefix) {
      const segments = segmentsOfPrefix(prefix);
      if (segments.length === 0) throw new RangeError('the empty prefix would remove everything');
      let removed = 0;
      for await (const { file } of walk(await place(folders.blobs, segments))) removed += isBlocksPath(file) ? 0 : 1;
      for (const root of [folders.incoming, folders.blobs]) {
        const top = await place(root, segments);
        // An upload that does not know about the removal yet may put a file into a folder that was just emptied.
        await rm(top, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
        await unlessAbsent(syncFolder(dirname(top)));
        await removeEmptyFolders(root, dirname(top));
      }
      return removed;
    },
    async *list(prefix) {
      const start = segmentsOfPrefix(prefix);
      for await (const { segments, sizeBytes, modifiedAtMs } of walk(await place(folders.blobs, start), start)) {
        const path = segments.join('/');
        if (!isBlocksPath(path)) yield { path, sizeBytes, writtenAtMs: modifiedAtMs };
      }
    },
    freeBytes,
    close: async () => undefined,
  });
}

async function makeFolders(folder: string): Promise<Folders> {
  await mkdir(join(folder, 'blobs'), { recursive: true, mode: 0o700 });
  await mkdir(join(folder, 'incoming'), { recursive: true, mode: 0o700 });
  const real = await realpath(folder);
  await syncFolder(real);
  return { blobs: join(real, 'blobs'), incoming: join(real, 'incoming') };
}

const isAbsence = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '');
