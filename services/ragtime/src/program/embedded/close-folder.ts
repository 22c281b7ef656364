import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@ragtime/runtime';

const ofOthers = 0o077;

/** These of a data folder may hold very many files. When the folder itself is closed, nobody reaches them. */
const notWalked: ReadonlySet<string> = new Set(['blobs', 'snapshots']);

/**
 * Takes from everybody but its owner the right to a data folder and to what is in it, also when it was there before with other rights. A
 * folder whose rights cannot be changed is logged, and used all the same: it may lie on a disk without rights.
 */
export async function closeDataFolder(folder: string, logger: Logger): Promise<void> {
  try {
    await close(folder);
    for (const { name, isFolder } of await entriesOf(folder)) {
      const path = join(folder, name);
      await close(path);
      if (isFolder && !notWalked.has(name)) await closeAllIn(path);
    }
  } catch (error) {
    logger.warn(
      { err: error, folder },
      'the rights to the data folder cannot be changed; other users of this machine may be able to read it',
    );
  }
}

async function closeAllIn(folder: string): Promise<void> {
  for (const { name, isFolder } of await entriesOf(folder)) {
    await close(join(folder, name));
    if (isFolder) await closeAllIn(join(folder, name));
  }
}

/** Links are left out: what they lead to is not ours. */
async function entriesOf(folder: string): Promise<readonly { readonly name: string; readonly isFolder: boolean }[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => !entry.isSymbolicLink()).map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
}

async function close(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined); // a file of a database may vanish meanwhile
  if (found !== undefined && (found.mode & ofOthers) !== 0) await chmod(path, found.mode & 0o700);
}
