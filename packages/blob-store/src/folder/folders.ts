import { mkdir, open, realpath, rmdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { codeOf } from './errors.ts';

/** The folders of finished and of growing blobs: two trees of the same shape on one file system. */
export interface Folders {
  /** A path without symbolic links. */
  readonly blobs: string;
  readonly incoming: string;
}

/** A name in the store's folder is a symbolic link, which this store never makes. The store does not follow it. */
export class FolderEscapes extends Error {
  override readonly name = 'FolderEscapes';
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A folder that may be lost in a crash. @returns the topmost folder that was made for it. */
export async function makeTemporaryFolder(folder: string): Promise<string | undefined> {
  const first = await mkdirPersistently(folder);
  await refuseLinks(folder);
  return first;
}

/** Makes a folder below `root` durable: each new name is synced in the folder above it. */
export async function makeFolder(root: string, folder: string): Promise<void> {
  const first = await makeTemporaryFolder(folder);
  if (first === undefined) return;
  const parents: string[] = [];
  for (let made = folder; made.length >= first.length && made !== root; made = dirname(made)) parents.push(dirname(made));
  // All at once: a journal takes them together, and the call resolves only after all of them.
  await Promise.all(parents.map(syncFolder));
}

/** A parent folder that is being removed at this moment looks like a file, or like nothing. */
async function mkdirPersistently(folder: string): Promise<string | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await mkdir(folder, { recursive: true });
    } catch (error) {
      if (attempt === 5 || !['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) throw error;
    }
  }
}

/** @throws FolderEscapes when a part of the path, which must exist, is a symbolic link. */
export async function refuseLinks(folder: string): Promise<void> {
  if ((await realpath(folder)) !== folder) throw new FolderEscapes(`${folder} lies behind a symbolic link`);
}

/** Removes the folder and its parents, up to `root`, as far as they are empty. */
export async function removeEmptyFolders(root: string, folder: string): Promise<void> {
  for (let empty = folder; empty !== root && !relative(root, empty).startsWith('..'); empty = dirname(empty)) {
    try {
      await rmdir(empty);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') continue;
      return;
    }
  }
}

export const fileOf = (root: string, segments: readonly string[]): string => join(root, ...segments);
