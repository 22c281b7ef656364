import { mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realMachine } from '@ragtime/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BlobStore, StorageFull } from '../blob-store.ts';
import { openFolderBlobStore } from './folder-blob-store.ts';
import { FolderEscapes } from './folders.ts';
import { writeBlob } from './write-blob.ts';

let folder: string;
let outside: string;
let store: BlobStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-blobs-hostile-'));
  outside = await mkdtemp(join(tmpdir(), 'ragtime-outside-'));
  store = await openFolderBlobStore({ folder, machine: realMachine });
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(outside, { recursive: true, force: true });
});

async function* oneOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const write = (path: string, text = 'text') => store.write(path, oneOf(text), { bytesMax: 100 });

describe('a symbolic link in the store', () => {
  beforeEach(async () => {
    await mkdir(join(outside, 'dataset'), { recursive: true });
    await writeFile(join(outside, 'dataset', 'secret'), 'secret');
    await symlink(outside, join(folder, 'blobs', 'tenant'));
    await mkdir(join(folder, 'blobs', 'other', 'dataset'), { recursive: true });
    await symlink(join(outside, 'dataset', 'secret'), join(folder, 'blobs', 'other', 'dataset', 'link'));
  });
  it('cannot be used to read files outside of the store', async () => {
    await expect(store.read('tenant/dataset/secret')).rejects.toThrow(FolderEscapes);
    await expect(store.readAll('tenant/dataset/secret')).rejects.toThrow(FolderEscapes);
    await expect(store.asFile('tenant/dataset/secret')).rejects.toThrow(FolderEscapes);
    await expect(store.stat('tenant/dataset/secret')).rejects.toThrow(FolderEscapes);
    await expect(store.readAll('other/dataset/link')).rejects.toThrow('ELOOP');
    expect(await store.stat('other/dataset/link')).toBeUndefined();
  });
  it('cannot be used to write outside of the store', async () => {
    await expect(write('tenant/dataset/new')).rejects.toThrow(FolderEscapes);
    expect(await readdir(join(outside, 'dataset'))).toEqual(['secret']);
  });
  it('cannot be used to remove files outside of the store', async () => {
    await expect(store.remove(['tenant/dataset/secret'])).rejects.toThrow(FolderEscapes);
    await expect(store.removePrefix('tenant/dataset')).rejects.toThrow(FolderEscapes);
    await store.removePrefix('tenant');
    await store.removePrefix('other');
    expect(await readFile(join(outside, 'dataset', 'secret'), 'utf8')).toBe('secret');
  });
  it('is not listed', async () => {
    const paths: string[] = [];
    for await (const { path } of store.list('')) paths.push(path);
    expect(paths).toEqual([]);
  });
});

describe('a disk without room', () => {
  it('refuses a blob when less space is free than the reserve, and leaves nothing', async () => {
    store = await openFolderBlobStore({ folder, machine: realMachine, reserveBytes: Number.MAX_SAFE_INTEGER });
    await expect(write('tenant/dataset/x')).rejects.toThrow(StorageFull);
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
  });
  it('ends a blob in the middle when the disk fills up meanwhile', async () => {
    async function* source(): AsyncGenerator<Uint8Array> {
      for (;;) yield Buffer.alloc(1024 * 1024);
    }
    let looks = 0;
    const refuseWhenFull = async () => {
      looks += 1;
      if (looks > 2) throw new StorageFull('no room');
    };
    const folders = { blobs: join(folder, 'blobs'), incoming: join(folder, 'incoming') };
    const writing = writeBlob(
      { folders, refuseWhenFull, temporaryName: () => 'temporary' },
      { path: 'a/b/c', segments: ['a', 'b', 'c'], source: source(), bytesMax: 2 ** 40, signal: undefined },
    );
    await expect(writing).rejects.toThrow(StorageFull);
    expect([await readdir(folders.incoming), await store.stat('a/b/c')]).toEqual([[], undefined]);
  });
});

it('reading a blob that loses its end meanwhile fails its stream', async () => {
  await write('tenant/dataset/x', 'x'.repeat(100));
  const stream = await store.read('tenant/dataset/x');
  await truncate(join(folder, 'blobs', 'tenant', 'dataset', 'x'), 40);
  await expect(stream.toArray()).rejects.toThrow('the blob ends 60 bytes too early');
});

it('removing a document while one of its blobs is written removes the blob too, or lets it end whole', async () => {
  for (let round = 0; round < 20; round += 1) {
    const results = await Promise.allSettled([
      write(`tenant/dataset/document-${round}/blob`),
      store.removePrefix(`tenant/dataset/document-${round}`),
    ]);
    const isThere = (await store.stat(`tenant/dataset/document-${round}/blob`)) !== undefined;
    expect(results[1].status).toBe('fulfilled');
    expect(isThere && results[0].status === 'rejected').toBe(false);
  }
  expect(await readdir(join(folder, 'incoming'))).toEqual([]);
});
