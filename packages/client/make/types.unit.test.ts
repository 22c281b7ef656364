import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { makeTypes, typesFile } from './types.ts';

it('the types fit the OpenAPI file: `pnpm --filter @ragtime/client generate` writes them', async () => {
  expect(await readFile(typesFile, 'utf8')).toBe(await makeTypes());
});
