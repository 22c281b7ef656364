import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '@ragtime/runtime';
import type { ErasureMark } from '../erasures/keep-erasures.ts';

/** A file beside the folder of the vault, so that an older vault that is put back does not bring its mark with it. */
export function erasureMarkIn(folder: string): ErasureMark {
  const file = join(folder, 'erasures.count');
  return {
    async read() {
      const text = await readFile(file, 'utf8').catch(() => '');
      return /^\d+\n$/u.test(text) ? Number(text) : undefined;
    },
    async write(count) {
      await writeFile(`${file}.making`, `${count}\n`, { mode: 0o600, flush: true });
      await rename(`${file}.making`, file);
      await syncFolder(folder);
    },
  };
}
