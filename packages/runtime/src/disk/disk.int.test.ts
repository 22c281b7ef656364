import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { diskSpace, syncTree } from './disk.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-disk-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('the free part of a disk is smaller than the disk', async () => {
  const { freeBytes, totalBytes } = await diskSpace(folder);
  expect(freeBytes).toBeGreaterThan(0);
  expect(totalBytes).toBeGreaterThan(freeBytes);
  await expect(diskSpace(join(folder, 'missing'))).rejects.toThrow('ENOENT');
});

it('a tree with folders, files and dangling links can be synced', async () => {
  await mkdir(join(folder, 'a', 'b'), { recursive: true });
  await writeFile(join(folder, 'a', 'b', 'file'), 'x');
  await symlink('/nowhere', join(folder, 'link'));
  await syncTree(folder);
  await expect(syncTree(join(folder, 'missing'))).rejects.toThrow('ENOENT');
});
