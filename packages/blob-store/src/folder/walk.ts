import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { unlessAbsent } from './errors.ts';

export interface FoundFile {
  readonly file: string;
  readonly segments: readonly string[];
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
}

/** All regular files at or below `start`. One folder is open at a time on each level. Files that vanish meanwhile are skipped. */
export async function* walk(start: string, segments: readonly string[] = []): AsyncGenerator<FoundFile> {
  const found = await unlessAbsent(lstat(start));
  if (found?.isFile()) yield { file: start, segments, sizeBytes: found.size, modifiedAtMs: found.mtimeMs };
  if (!found?.isDirectory()) return;
  const folder = await unlessAbsent(opendir(start));
  if (folder === undefined) return;
  for await (const { name } of folder) yield* walk(join(start, name), [...segments, name]);
}
