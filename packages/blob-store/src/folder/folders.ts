import { mkdir, open, realpath, rmdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { codeOf } from './errors.ts';

/** Where blobs lie and where they grow: two trees of the same shape on one file system. */
export interface Folders {
  /** Without symbolic links in it. */
  readonly blobs: string;
  readonly incoming: string;
}

/** A name in the store's folder is a symbolic link: somebody else's doing, and no way out of the store. */
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

/** A folder that may be gone after a crash. @returns the first of those that were made for it. */
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
  // At once: a journal takes them together, and nothing is said of the folder before all are there.
  await Promise.all(parents.map(syncFolder));
}

/** A folder above it that a removal takes away in this moment looks like a file, or like nothing at all. */
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

/** Removes the folder and those above it, up to `root`, as far as they are empty. */
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
