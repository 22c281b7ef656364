import { readdir, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { batchLayout } from '../records/layout.ts';

/**
 * Takes the end off a partition of a broker that is down, as a power cut does that came before the disk had it.
 *
 * @param folder of the partition, in the broker's data.
 * @param from the first offset that is gone; of a batch that begins before it, all of it stays.
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
