import { createHash } from 'node:crypto';
import { constants, type FileHandle, link, open, rm, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BlobExists, BlobMissing, type BlobPath, BlobTooLarge, type WrittenBlob } from '../blob-store.ts';
import { untilAborted } from '../until-aborted.ts';
import { asStorageFull, codeOf, unlessAbsent } from './errors.ts';
import { type Folders, fileOf, makeFolder, makeTemporaryFolder, removeEmptyFolders, syncFolder } from './folders.ts';

export interface WriteNeeds {
  readonly folders: Folders;
  /** @throws StorageFull when the disk has too little room. */
  readonly refuseWhenFull: () => Promise<void>;
  /** Unique among all temporary files, those of earlier processes included. */
  readonly temporaryName: () => string;
}

interface WriteRequest {
  readonly path: BlobPath;
  readonly segments: readonly string[];
  readonly source: AsyncIterable<Uint8Array>;
  readonly bytesMax: number;
  readonly signal: AbortSignal | undefined;
}

/** How many bytes are written between two checks of the free space. */
const bytesBetweenChecks = 16 * 1024 * 1024;

export async function writeBlob(needs: WriteNeeds, request: WriteRequest): Promise<WrittenBlob> {
  const { folders, refuseWhenFull, temporaryName } = needs;
  request.signal?.throwIfAborted();
  await refuseWhenFull();
  const temporary = fileOf(folders.incoming, [...request.segments, temporaryName()]);
  try {
    await makeTemporaryFolder(dirname(temporary));
    const written = await fill(temporary, request, refuseWhenFull);
    await publish(folders, temporary, request.path, fileOf(folders.blobs, request.segments));
    return { path: request.path, ...written };
  } catch (error) {
    // Its folder vanished between two steps: the prefix was removed meanwhile.
    throw codeOf(error) === 'ENOENT' ? new BlobMissing(request.path, { cause: error }) : asStorageFull(error);
  } finally {
    await rm(temporary, { force: true });
    await removeEmptyFolders(folders.incoming, dirname(temporary));
  }
}

/** Streams into the file and syncs it. */
async function fill(
  file: string,
  { source, bytesMax, signal }: WriteRequest,
  refuseWhenFull: () => Promise<void>,
): Promise<Omit<WrittenBlob, 'path'>> {
  const handle = await open(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
  const hash = createHash('sha256');
  let [sizeBytes, unchecked] = [0, 0];
  try {
    for await (const bytes of untilAborted(source, signal)) {
      sizeBytes += bytes.byteLength;
      unchecked += bytes.byteLength;
      if (sizeBytes > bytesMax) throw new BlobTooLarge(`more than ${bytesMax} bytes came`);
      if (unchecked >= bytesBetweenChecks) {
        unchecked = 0;
        await refuseWhenFull();
      }
      hash.update(bytes);
      await writeAll(handle, bytes);
    }
    await handle.sync();
    signal?.throwIfAborted();
  } finally {
    await handle.close();
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.byteLength - done);
    done += bytesWritten;
  }
}

/**
 * Gives the whole file its name, durably. It uses a link and not a rename, because a rename would silently replace an existing file. A folder that
 * is being removed at this moment is made again.
 */
export async function publish({ blobs }: Pick<Folders, 'blobs'>, from: string, path: BlobPath, file: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await makeFolder(blobs, dirname(file));
      await link(from, file);
      await syncFolder(dirname(file));
      break;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') throw new BlobExists(path, { cause: error });
      if (codeOf(error) !== 'ENOENT') throw error;
      // The temporary file vanished too: the prefix was removed meanwhile.
      if (attempt === 3) throw new BlobMissing(path, { cause: error });
    }
  }
  await unlessAbsent(unlink(from));
}
