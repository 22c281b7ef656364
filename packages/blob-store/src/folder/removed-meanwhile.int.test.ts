import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realMachine as machine } from '@ragtime/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BlobMissing, type BlobStore } from '../blob-store.ts';
import { openFolderBlobStore } from './folder-blob-store.ts';

let folder: string;
let blobs: BlobStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-blobs-'));
  blobs = await openFolderBlobStore({ folder, machine, reserveBytes: 0 });
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

async function* bytes() {
  yield Uint8Array.of(1, 2, 3);
}

test('a blob below a prefix that is removed meanwhile is written, or missing, and nothing else', async () => {
  const outcomes = new Set<string>();
  for (let round = 0; round < 40; round += 1) {
    const writing = Array.from({ length: 4 }, async (_, place) =>
      blobs.write(`a/b/c/${round}-${place}`, bytes(), { bytesMax: 10 }).then(
        () => 'written',
        (error: unknown) => (error instanceof BlobMissing ? 'missing' : String(error)),
      ),
    );
    const removing = Array.from({ length: 4 }, async () => await blobs.removePrefix('a/b'));
    for (const outcome of await Promise.all(writing)) outcomes.add(outcome);
    await Promise.all(removing);
  }
  expect([...outcomes].filter((outcome) => outcome !== 'written' && outcome !== 'missing')).toStrictEqual([]);
});
