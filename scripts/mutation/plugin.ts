import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vitest/config';

interface Mutant {
  /** From the root of the repository. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Loads one source with a change in it, for `scripts/mutate.mjs`. The file on the disk stays as it is. */
export function mutantPlugin(root: string, variable = process.env['RAGTIME_MUTANT']): readonly Plugin[] {
  if (variable === undefined) return [];
  const { file, start, end, text } = JSON.parse(variable) as Mutant;
  const path = join(root, file);
  return [
    {
      // Vitest keeps what it has transformed, and the names of plugins are a part of the key.
      name: `ragtime-mutant ${variable}`,
      enforce: 'pre',
      transform(_code, id) {
        if (id.split('?', 1)[0] !== path) return null;
        const source = readFileSync(path, 'utf8');
        return { code: source.slice(0, start) + text + source.slice(end), map: null };
      },
    },
  ];
}
