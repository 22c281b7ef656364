import { expect, it } from 'vitest';
import { StorageFull } from '../blob-store.ts';
import { asStorageFull, unlessAbsent } from './errors.ts';

const errorOf = (code: string) => Object.assign(new Error(code), { code });

it('a full disk and a full quota are the same to a caller, and no other error is', () => {
  for (const code of ['ENOSPC', 'EDQUOT']) expect(asStorageFull(errorOf(code))).toBeInstanceOf(StorageFull);
  for (const error of [errorOf('EIO'), new Error('other'), 'text']) expect(asStorageFull(error)).toBe(error);
});

it('only a missing file gives undefined', async () => {
  expect(await unlessAbsent(Promise.reject(errorOf('ENOENT')))).toBeUndefined();
  await expect(unlessAbsent(Promise.reject(errorOf('EACCES')))).rejects.toThrow('EACCES');
  expect(await unlessAbsent(Promise.resolve(1))).toBe(1);
});
