import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { headPage, isHeadPage, pageBytes } from './layout.ts';

/** Pages by their number, from 1. A write is durable when `write` resolves; before that it may be or not. */
export interface PageFile {
  /** True when there was no vault. A caller that expected one has lost it. */
  readonly created: boolean;
  readonly pages: readonly Buffer[];
  /** Writes whole pages in place or after the last one, then syncs once. The caller must await it before the next call. */
  write(pages: readonly { readonly number: number; readonly page: Buffer }[]): Promise<void>;
  close(): Promise<void>;
}

/** The file exists, but this release cannot read it as a vault. */
export class VaultUnreadable extends Error {
  override readonly name = 'VaultUnreadable';
  readonly code = 'vault-unreadable';

  constructor(file: string, options?: ErrorOptions) {
    super(`the key vault ${file} is not a vault of this release, or is damaged: restore it from a backup`, options);
  }
}

/** The expected vault is missing. Nothing was created in its place. */
export class VaultMissing extends Error {
  override readonly name = 'VaultMissing';
  readonly code = 'vault-missing';

  constructor(file: string) {
    super(`the key vault ${file} is missing, and sealed data cannot be read without it: restore it from a backup`);
  }
}

/** @throws VaultUnreadable, VaultMissing */
export async function openPageFile(file: string, mayCreate: boolean): Promise<PageFile> {
  if (mayCreate) await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = mayCreate ? await openOrCreate(file) : await openExisting(file);
  await handle.chmod(0o600);
  const bytes = await handle.readFile();
  // A shorter file was being created when the process died; it never held a key.
  const created = bytes.byteLength < pageBytes;
  if (created && !mayCreate) {
    await handle.close();
    throw new VaultMissing(file);
  }
  if (created) await writeHead(handle, file);
  else if (!isHeadPage(bytes)) {
    await handle.close();
    throw new VaultUnreadable(file);
  }
  return {
    created,
    pages: created ? [] : pagesOf(bytes),
    async write(pages) {
      for (const { number, page } of pages) await handle.write(page, 0, pageBytes, number * pageBytes);
      await handle.datasync();
    },
    close: () => handle.close(),
  };
}

async function openOrCreate(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r+');
  } catch (error) {
    if (!isAbsence(error)) throw error;
    return await open(file, 'wx+', 0o600);
  }
}

async function openExisting(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r+');
  } catch (error) {
    throw isAbsence(error) ? new VaultMissing(file) : error;
  }
}

const isAbsence = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

async function writeHead(handle: FileHandle, file: string): Promise<void> {
  await handle.write(headPage(), 0, pageBytes, 0);
  await handle.sync();
  const folder = await open(dirname(file), 'r');
  await folder.sync();
  await folder.close();
}

/** The pages after the head. An incomplete last page was never acknowledged. */
function pagesOf(bytes: Buffer): readonly Buffer[] {
  const count = Math.floor(bytes.byteLength / pageBytes);
  return Array.from({ length: count - 1 }, (_, index) => Buffer.from(bytes.subarray((index + 1) * pageBytes, (index + 2) * pageBytes)));
}
