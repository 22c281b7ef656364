import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realMachine as machine } from '@ragtime/runtime';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BlobDamaged, type BlobStore } from '../blob-store.ts';
import { openFolderBlobStore } from '../folder/folder-blob-store.ts';
import { blockBytes } from './block-hashes.ts';

const [path, sizeBytes] = ['t/d/x', 3 * blockBytes + 1000];

let folder: string;
let store: BlobStore;
let sha256: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-flipped-'));
  store = await openFolderBlobStore({ folder, machine });
  ({ sha256 } = await store.write(path, zeros(), { bytesMax: sizeBytes, blocks: true }));
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

// biome-ignore lint/suspicious/useAwait: a store takes a stream
async function* zeros(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(sizeBytes);
}

async function flip(name: string, at: number): Promise<void> {
  const file = join(folder, 'blobs', name);
  const bytes = await readFile(file);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0x01, at);
  await writeFile(file, bytes);
}

async function lengthOf(range: { readonly first: number; readonly last: number } | undefined): Promise<number> {
  let came = 0;
  for await (const bytes of await store.readChecked(path, { sha256, sizeBytes, range })) came += (bytes as Uint8Array).byteLength;
  return came;
}

it('a flipped byte fails the reads of its block and of the whole, and no other', async () => {
  await flip(path, blockBytes + 7);
  expect(await lengthOf({ first: 0, last: blockBytes - 1 })).toBe(blockBytes);
  expect(await lengthOf({ first: 2 * blockBytes, last: sizeBytes - 1 })).toBe(blockBytes + 1000);
  await expect(lengthOf({ first: blockBytes + 500, last: blockBytes + 501 })).rejects.toThrow(BlobDamaged);
  await expect(lengthOf({ first: 10, last: blockBytes })).rejects.toThrow(BlobDamaged);
  await expect(lengthOf(undefined)).rejects.toThrow(BlobDamaged);
});

it('a list of hashes that is damaged itself blocks no read', async () => {
  await flip(`${path}.block-hashes`, 100);
  expect(await lengthOf({ first: blockBytes + 500, last: blockBytes + 501 })).toBe(2);
  expect(await lengthOf(undefined)).toBe(sizeBytes);
});
