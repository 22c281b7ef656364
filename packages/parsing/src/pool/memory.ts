import { readFile } from 'node:fs/promises';

const pageBytes = 4096;

/**
 * Bytes of memory that a process holds now; undefined where the system does not tell, which is everywhere but on Linux: there the limit
 * of the child's heap alone must do.
 */
export async function residentBytes(pid: number): Promise<number | undefined> {
  try {
    const pages = Number((await readFile(`/proc/${pid}/statm`, 'latin1')).split(' ')[1]);
    return Number.isNaN(pages) ? undefined : pages * pageBytes;
  } catch {
    return undefined;
  }
}
