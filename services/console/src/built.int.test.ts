import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { builtFolder, ensureConsoleBuilt } from '../../../scripts/lib/console.mjs';

it('a browser loads at most 200 kB, compressed in a way that every browser reads', () => {
  ensureConsoleBuilt();
  const files = globSync('**/*.{html,js,css,svg}', { cwd: builtFolder });
  expect(files.length).toBeGreaterThanOrEqual(4);
  const bytes = files.map((file) => {
    const travels = globSync(`${file}.gz`, { cwd: builtFolder })[0] ?? file;
    return statSync(join(builtFolder, travels)).size;
  });
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(200_000);
});
