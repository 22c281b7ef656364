import { open, readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of the disk under `path`, which must exist. `free` is what a process without privileges may still write. */
export async function diskSpace(path: string): Promise<{ readonly freeBytes: number; readonly totalBytes: number }> {
  const { bavail, blocks, bsize } = await statfs(path);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

/** Also false when the path cannot be looked up. */
export const exists = async (path: string): Promise<boolean> =>
  await stat(path).then(
    () => true,
    () => false,
  );

/** Forces every file and folder at and below `folder` to the disk, for stores that do not sync their own writes. */
export async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await syncTree(path);
    else if (entry.isFile()) await sync(path);
  }
  await sync(folder);
}

/** Forces the names in a folder to the disk: files that were made, renamed or removed. It does not sync their content. */
export const syncFolder = async (folder: string): Promise<void> => await sync(folder);

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
