import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { removeEmptyFolders } from './folders.ts';
import { walk } from './walk.ts';

/** Removes temporary files that no living upload can own any more. @returns how many there were. */
export async function sweepIncoming(incoming: string, olderThanMs: number): Promise<number> {
  let removed = 0;
  for await (const { file, modifiedAtMs } of walk(incoming)) {
    if (modifiedAtMs >= olderThanMs) continue;
    await rm(file, { force: true });
    await removeEmptyFolders(incoming, dirname(file));
    removed += 1;
  }
  return removed;
}
