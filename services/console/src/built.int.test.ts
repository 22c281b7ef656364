import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { builtFolder, ensureConsoleBuilt } from '../../../scripts/lib/console.mjs';

it('all that a browser loads is 200 kB at most, compressed for any browser', () => {
  ensureConsoleBuilt();
  const files = globSync('**/*.{html,js,css,svg}', { cwd: builtFolder });
  expect(files.length).toBeGreaterThanOrEqual(4);
  const bytes = files.map((file) => {
    const travels = globSync(`${file}.gz`, { cwd: builtFolder })[0] ?? file;
    return statSync(join(builtFolder, travels)).size;
  });
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(200_000);
});
