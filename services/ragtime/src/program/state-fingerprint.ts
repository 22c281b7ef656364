import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What neither shapes the owners' state nor folds it: its change leaves snapshots good. */
const noPart = /[.]test[.]ts$|^(?:decide|commands|events|limits|decision|index|topics)[.]ts$|-subjects[.]ts$|^testing$/u;

const sources: readonly (readonly [entry: string, folders: readonly string[]])[] = [
  ['@ragtime/domain', ['.']],
  ['@ragtime/event-log', ['writer', 'snapshot', 'chain']],
];

/**
 * Of the code that makes the owners' state out of events. A release that changed none of it reads the snapshots of the one
 * before; any other folds the log once.
 */
export async function stateFingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const [entry, folders] of sources) {
    const root = dirname(fileURLToPath(import.meta.resolve(entry)));
    for (const folder of folders) {
      const files: string[] = [];
      for await (const file of glob('**/*.ts', { cwd: join(root, folder) })) files.push(file);
      for (const file of files.toSorted()) {
        if (noPart.test(file.split('/').at(-1) ?? '')) continue;
        hash.update(`${entry}/${folder}/${file}\n`).update(readFileSync(join(root, folder, file)));
      }
    }
  }
  return hash.digest('hex').slice(0, 32);
}
