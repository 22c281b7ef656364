import { readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { removeEmptyFolders } from './folders.ts';
import { walk } from './walk.ts';

/**
 * Removes temporary files too old for any living upload, and folders that a killed upload made and never filled. It runs while the store is being
 * opened, when nothing writes yet. @returns how many files there were.
 */
export async function sweepIncoming(incoming: string, olderThanMs: number): Promise<number> {
  let removed = 0;
  for await (const { file, modifiedAtMs } of walk(incoming)) {
    if (modifiedAtMs >= olderThanMs) continue;
    await rm(file, { force: true });
    await removeEmptyFolders(incoming, dirname(file));
    removed += 1;
  }
  await pruneEmpty(incoming);
  return removed;
}

async function pruneEmpty(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const below = join(folder, entry.name);
    await pruneEmpty(below);
    if ((await readdir(below)).length === 0) await rmdir(below);
  }
}
