import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { parseTar } from 'nanotar';

/** Files that are written at a time: more than that, and the process that starts beside it has no thread for its own. */
const lanes = 4;

/**
 * Unpacks a data folder, about a thousand files, in half the time that PGlite takes itself, and without a session that has to be closed again.
 *
 * @returns false, and nothing is left, when there is none or it is no good: it is only a cache.
 */
export async function unpackTemplate(file: string, folder: string): Promise<boolean> {
  try {
    const entries = parseTar(await promisify(gunzip)(await readFile(file)));
    await mkdir(folder, { recursive: true });
    for (const { type, name } of entries) if (type === 'directory') await mkdir(join(folder, name), { recursive: true });
    const files = entries.filter(({ type }) => type === 'file').values();
    const work = async (): Promise<void> => {
      for (const { name, data } of files) await writeFile(join(folder, name), data ?? '');
    };
    await Promise.all(Array.from({ length: lanes }, work));
    return true;
  } catch {
    await rm(folder, { recursive: true, force: true });
    return false;
  }
}

/** @param archive a gzipped tar of a data folder */
export async function writeTemplate(file: string, archive: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const writing = `${file}.${process.pid}.writing`;
  await writeFile(writing, archive);
  await rename(writing, file);
}
