import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { headPage, isHeadPage, pageBytes } from './layout.ts';

/** Pages by their number, from 1. What was written is durable when `write` resolves, and not known to be before. */
export interface PageFile {
  /** True when there was no vault: whoever expected one has lost it. */
  readonly created: boolean;
  readonly pages: readonly Buffer[];
  /** Writes whole pages in place or behind the last, then syncs once. Not to be called again before it has ended. */
  write(pages: readonly { readonly number: number; readonly page: Buffer }[]): Promise<void>;
  close(): Promise<void>;
}

/** There is a file, and it is no vault that this release can read. */
export class VaultUnreadable extends Error {
  override readonly name = 'VaultUnreadable';
  readonly code = 'vault-unreadable';

  constructor(file: string, options?: ErrorOptions) {
    super(`the key vault ${file} is not a vault of this release, or is damaged: restore it from a backup`, options);
  }
}

/** The vault is expected and is not there. Nothing was made in its place. */
export class VaultMissing extends Error {
  override readonly name = 'VaultMissing';
  readonly code = 'vault-missing';

  constructor(file: string) {
    super(`the key vault ${file} is missing, and without it nobody can read what was sealed: put it back from a backup`);
  }
}

/** @throws VaultUnreadable, VaultMissing */
export async function openPageFile(file: string, mayCreate: boolean): Promise<PageFile> {
  if (mayCreate) await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = mayCreate ? await openOrCreate(file) : await openExisting(file);
  await handle.chmod(0o600);
  const bytes = await handle.readFile();
  // A file shorter than its first page was being made when the process died, and nothing was ever kept in it.
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

/** Behind the head; a last page that is not whole was never acknowledged. */
function pagesOf(bytes: Buffer): readonly Buffer[] {
  const count = Math.floor(bytes.byteLength / pageBytes);
  return Array.from({ length: count - 1 }, (_, index) => Buffer.from(bytes.subarray((index + 1) * pageBytes, (index + 2) * pageBytes)));
}
