import { hash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What the kernel takes as the path of a socket, less what Node adds. */
const pathBytesMax = 100;

/**
 * Where a server hears the operator of its machine: whoever may write its data folder. Not its HTTP API, whose keys belong to tenants.
 *
 * @param folder of the data
 */
export function controlSocketOf(folder: string): string {
  const path = join(resolve(folder), 'control.sock');
  if (Buffer.byteLength(path) <= pathBytesMax) return path;
  return join(tmpdir(), `ragtime-${process.getuid?.() ?? 0}-${hash('sha256', resolve(folder)).slice(0, 16)}.sock`);
}
