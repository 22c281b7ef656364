import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureDataFolder } from './data-folder.ts';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'ragtime-folder-'));
});
afterEach(async () => await rm(parent, { recursive: true, force: true }));

const free = (mebibytes: number) => async () => await Promise.resolve({ freeBytes: mebibytes * 1024 ** 2 });

describe('a disk', () => {
  it('with too little space is refused with a code and a sentence, and leaves no folder behind', async () => {
    await expect(ensureDataFolder(join(parent, 'data'), free(511))).rejects.toMatchObject({
      code: 'disk-too-small',
      message: expect.stringMatching(
        /^the disk of .*data has only 511 MiB free and Ragtime needs 512: free some space, or choose another folder/,
      ),
    });
    expect(await readdir(parent)).toEqual([]);
  });
  it('with too little space leaves an existing folder in place', async () => {
    await ensureDataFolder(join(parent, 'data'), free(512));
    await expect(ensureDataFolder(join(parent, 'data'), free(0))).rejects.toMatchObject({ code: 'disk-too-small' });
    expect(await readdir(parent)).toEqual(['data']);
  });
  it('with enough space gets a folder that only its owner can read', async () => {
    await ensureDataFolder(join(parent, 'a', 'data'), free(512));
    expect(await readdir(join(parent, 'a'))).toEqual(['data']);
  });
});
