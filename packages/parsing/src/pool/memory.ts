import { readFile } from 'node:fs/promises';

const pageBytes = 4096;

/**
 * The bytes of memory that a process holds now. They are undefined where the system does not report them, which is every system but Linux. There
 * only the heap limit of the child protects the machine.
 */
export async function residentBytes(pid: number): Promise<number | undefined> {
  try {
    const pages = Number((await readFile(`/proc/${pid}/statm`, 'latin1')).split(' ')[1]);
    return Number.isNaN(pages) ? undefined : pages * pageBytes;
  } catch {
    return undefined;
  }
}
