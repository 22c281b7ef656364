import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realMachine } from '@ragtime/runtime';
import { afterAll, beforeAll } from 'vitest';
import { keyVaultContract } from './contract/index.ts';
import { openFileVault } from './file-vault.ts';

let folder: string;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-vault-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

keyVaultContract('the vault in a file', () => {
  count += 1;
  return openFileVault({ file: join(folder, `vault-${count}`), machine: realMachine, slotsPerBlock: 100 });
});
