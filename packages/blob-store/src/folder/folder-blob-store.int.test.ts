import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realMachine } from '@ragtime/runtime';
import { afterAll, beforeAll } from 'vitest';
import { blobStoreContract } from '../contract/index.ts';
import { openFolderBlobStore } from './folder-blob-store.ts';

let folder: string;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-blobs-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

blobStoreContract('the store in a folder', () => {
  count += 1;
  return openFolderBlobStore({ folder: join(folder, `${count}`), machine: realMachine });
});
