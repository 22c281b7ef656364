import { readdir, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { batchLayout } from '../records/layout.ts';

/**
 * Cuts the end off a partition of a broker that is down, like a power cut before the data reached the disk.
 *
 * @param folder the partition's folder in the broker's data.
 * @param from the first offset that is lost. A batch that begins before it stays whole.
 */
export async function cutTail(folder: string, from: number): Promise<void> {
  const file = join(folder, '00000000000000000000.log');
  const log = await readFile(file);
  let at = 0;
  while (at + batchLayout.afterLength <= log.length && Number(log.readBigInt64BE(at)) < from)
    at += batchLayout.afterLength + log.readInt32BE(at + batchLayout.length);
  await truncate(file, at);
  for (const name of await readdir(folder)) if (/\.(index|timeindex|txnindex|snapshot)$/u.test(name)) await rm(join(folder, name));
}
