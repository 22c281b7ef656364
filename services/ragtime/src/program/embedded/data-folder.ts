import { mkdir, rmdir } from 'node:fs/promises';
import { diskSpace } from '@ragtime/runtime';
import { StartFailure } from '../start-failure.ts';

const freeBytesMin = 512 * 1024 * 1024;

/** Makes the folder if it is missing. Removes it again if the disk is too small. @throws StartFailure disk-too-small */
export async function ensureDataFolder(
  folder: string,
  spaceOf: (path: string) => Promise<{ readonly freeBytes: number }> = diskSpace,
): Promise<void> {
  const isNew = (await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined;
  const { freeBytes } = await spaceOf(folder);
  if (freeBytes >= freeBytesMin) return;
  if (isNew) await rmdir(folder);
  throw new StartFailure(
    'disk-too-small',
    `the disk of ${folder} has only ${mebibytes(freeBytes)} MiB free and Ragtime needs ${mebibytes(freeBytesMin)}: free some space, or choose another folder with RAGTIME_DATA`,
  );
}

const mebibytes = (bytes: number): number => Math.floor(bytes / 1024 ** 2);
