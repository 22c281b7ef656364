import { hash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The longest path of a socket that the kernel accepts, minus what Node adds. */
const pathBytesMax = 100;

/**
 * The socket on which a server listens to the operator of its machine: anyone who may write its data folder. It is separate from the HTTP API,
 * whose keys belong to tenants.
 *
 * @param folder the data folder
 */
export function controlSocketOf(folder: string): string {
  const path = join(resolve(folder), 'control.sock');
  if (Buffer.byteLength(path) <= pathBytesMax) return path;
  return join(tmpdir(), `ragtime-${process.getuid?.() ?? 0}-${hash('sha256', resolve(folder)).slice(0, 16)}.sock`);
}
