import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { messageOf } from '@ragtime/runtime';

export interface FoundFile {
  readonly path: string;
  /** The name of its document: the path below the given folder, with `/` on every system. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
}

export interface Unreadable {
  readonly path: string;
  readonly name: string;
  readonly reason: string;
}

export interface Found {
  readonly files: readonly FoundFile[];
  readonly unreadable: readonly Unreadable[];
  /** Pairs of files that would be documents of the same name. */
  readonly clashes: readonly (readonly [string, string])[];
}

/**
 * Finds the given files, and the files below the given folders, sorted by name. It skips hidden files unless they are given themselves. It also
 * skips links to folders, which may lead in circles.
 */
export async function findFiles(paths: readonly string[]): Promise<Found> {
  const files = new Map<string, FoundFile>();
  const unreadable: Unreadable[] = [];
  const clashes: (readonly [string, string])[] = [];

  async function add(path: string, name: string): Promise<void> {
    const found = await lookAt(path);
    if (typeof found === 'string') return void unreadable.push({ path, name, reason: found });
    if (!found.isFile()) return;
    const other = files.get(name);
    if (other !== undefined && other.path !== path) return void clashes.push([other.path, path]);
    files.set(name, { path, name, sizeBytes: found.size, modifiedAtMs: found.mtimeMs });
  }

  async function walk(root: string, folder: string): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => reasonOf(error));
    if (typeof entries === 'string') return void unreadable.push({ path: folder, name: nameBelow(root, folder), reason: entries });
    for (const entry of entries.toSorted(byName)) {
      if (entry.name.startsWith('.')) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) await walk(root, path);
      else if (entry.isFile() || entry.isSymbolicLink()) await add(path, nameBelow(root, path));
    }
  }

  for (const given of paths) {
    const path = resolve(given);
    const found = await lookAt(path);
    if (typeof found === 'string') unreadable.push({ path, name: given, reason: found });
    else if (found.isDirectory()) await walk(path, path);
    else await add(path, basename(path));
  }
  return { files: [...files.values()], unreadable, clashes };
}

const byName = (one: Dirent, other: Dirent): number => (one.name < other.name ? -1 : 1);
const nameBelow = (root: string, path: string): string => relative(root, path).split(sep).join('/');
const lookAt = async (path: string) => await stat(path).catch((error: unknown) => reasonOf(error));

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read';
  return messageOf(error);
}
