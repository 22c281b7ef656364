import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { createFingerprint } from './fingerprint.ts';
import { findFiles } from './walk.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-walk-'));
  await mkdir(join(folder, 'b', '.git'), { recursive: true });
  for (const name of ['z.txt', 'a.txt', 'b/c.txt', '.hidden', 'b/.git/config']) await writeFile(join(folder, name), name);
  return async () => await rm(folder, { recursive: true, force: true });
});

const namesIn = async (...paths: string[]) => (await findFiles(paths)).files.map(({ name }) => name);

it('a folder is read in the order of names, without hidden files and folders', async () =>
  expect(await namesIn(folder)).toEqual(['a.txt', 'b/c.txt', 'z.txt']));
it('names begin below the given folder', async () => expect(await namesIn(join(folder, 'b'))).toEqual(['c.txt']));
it('a file that is given itself is taken, even when it is hidden', async () =>
  expect(await namesIn(join(folder, '.hidden'))).toEqual(['.hidden']));
it('a file that is given twice counts once', async () => {
  const { files, clashes } = await findFiles([folder, folder]);
  expect([files.length, clashes]).toEqual([3, []]);
});
it('a link to a file is followed, one to a folder is not', async () => {
  await symlink(join(folder, 'a.txt'), join(folder, 'link.txt'));
  await symlink(folder, join(folder, 'circle'));
  expect(await namesIn(folder)).toEqual(['a.txt', 'b/c.txt', 'link.txt', 'z.txt']);
});
it('a missing path and a broken link are reported with their reasons', async () => {
  await symlink(join(folder, 'nowhere'), join(folder, 'broken'));
  const { unreadable } = await findFiles([folder, join(folder, 'missing')]);
  expect(unreadable.map(({ path, reason }) => [path, reason])).toEqual([
    [join(folder, 'broken'), 'there is no such file or folder'],
    [join(folder, 'missing'), 'there is no such file or folder'],
  ]);
});
it('two files of one name are reported, since they would be one document', async () => {
  await writeFile(join(folder, 'b', 'a.txt'), 'another');
  expect((await findFiles([folder, join(folder, 'b')])).clashes).toEqual([[join(folder, 'a.txt'), join(folder, 'b', 'a.txt')]]);
});
it('a fingerprint is the hash of the bytes, and is made again when the file changed', async () => {
  const fingerprint = createFingerprint();
  const of = async () => {
    const [file] = (await findFiles([join(folder, 'a.txt')])).files;
    return file === undefined ? '' : await fingerprint(file);
  };
  const before = await of();
  expect(before).toBe('18b7cb099a9ea3f50ba899b5ba81e0d377a5f3b16f8f6eeb8b3e58cd4692b993');
  await writeFile(join(folder, 'a.txt'), 'changed');
  expect(await of()).not.toBe(before);
});
