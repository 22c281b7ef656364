import { StorageFull } from '../blob-store.ts';

export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** No room on the disk, or in the user's quota, becomes `StorageFull`. Every other error stays unchanged. */
export const asStorageFull = (error: unknown): unknown =>
  ['ENOSPC', 'EDQUOT'].includes(codeOf(error) ?? '') ? new StorageFull('the disk is full', { cause: error }) : error;

/** Returns undefined instead of the error if the file does not exist. */
export async function unlessAbsent<Result>(result: Promise<Result>): Promise<Result | undefined> {
  try {
    return await result;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return undefined;
    throw error;
  }
}
