import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exists } from '@ragtime/runtime';
import { type DatabaseFailed, openSession, type Session } from './session.ts';
import { writeTemplate } from './template.ts';

/** Of the server inside PGlite. A folder of another major version cannot be opened, and need not be: it can be made again. */
const postgresMajor = '18';

const absent = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

export async function isUsable(folder: string): Promise<boolean> {
  try {
    return (await readFile(join(folder, 'PG_VERSION'), 'utf8')).trim() === postgresMajor;
  } catch (error) {
    if (absent(error)) return false;
    throw error;
  }
}

/**
 * Makes an empty database and opens it. It is made under another name, since one that was half made cannot be told from a whole one.
 * `templateFile` is read when it is there, which is several times as fast, and written when it is not, or does not open.
 *
 * @throws DatabaseFailed
 */
export async function openNewFolder(
  folder: string,
  templateFile: string | undefined,
  onFailure: (error: DatabaseFailed) => void,
): Promise<Session> {
  await discardEmbeddedDatabase(folder);
  await mkdir(dirname(folder), { recursive: true });
  const making = `${folder}.making`;
  if (templateFile !== undefined && (await exists(templateFile))) {
    try {
      return await openSession({ folder, templateFile }, onFailure);
    } catch {
      // It is only a cache.
      await discardEmbeddedDatabase(folder);
    }
  }
  const session = await openSession({ folder: making }, () => {});
  if (templateFile !== undefined) await writeTemplate(templateFile, await session.dump());
  await session.close();
  await rename(making, folder);
  return await openSession({ folder }, onFailure);
}

/** Removes the database and whatever a crash left beside it. Nobody may have it open. */
export async function discardEmbeddedDatabase(folder: string): Promise<void> {
  await clearBeside(folder);
  await rename(folder, `${folder}.discarded`).catch((error: unknown) => {
    if (!absent(error)) throw error;
  });
  await clearBeside(folder);
}

/** What was half made or half removed when the process died. */
export async function clearBeside(folder: string): Promise<void> {
  for (const path of [`${folder}.discarded`, `${folder}.making`]) await rm(path, { recursive: true, force: true });
}
