import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exists, type Timers } from '@ragtime/runtime';
import { type DatabaseFailed, openSession, type Session } from './session.ts';
import { writeTemplate } from './template.ts';

/** The major version of the server inside PGlite. A folder of another version cannot be opened; it can be created again. */
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
 * Creates an empty database and opens it. It is created under another name first, because a half-created one looks like a complete one.
 * `templateFile` is read when it exists, which is several times as fast. It is written when it is missing or does not open.
 *
 * @throws DatabaseFailed
 */
export async function openNewFolder(
  folder: string,
  templateFile: string | undefined,
  timers: Timers,
  onFailure: (error: DatabaseFailed) => void,
): Promise<Session> {
  await discardEmbeddedDatabase(folder);
  await mkdir(dirname(folder), { recursive: true });
  const making = `${folder}.making`;
  if (templateFile !== undefined && (await exists(templateFile))) {
    try {
      return await openSession({ folder, templateFile }, timers, onFailure);
    } catch {
      // It is only a cache.
      await discardEmbeddedDatabase(folder);
    }
  }
  const session = await openSession({ folder: making }, timers, () => {});
  if (templateFile !== undefined) await writeTemplate(templateFile, await session.dump());
  await session.close();
  await rename(making, folder);
  return await openSession({ folder }, timers, onFailure);
}

/** Removes the database and the remains of a crash beside it. No process may have it open. */
export async function discardEmbeddedDatabase(folder: string): Promise<void> {
  await clearBeside(folder);
  await rename(folder, `${folder}.discarded`).catch((error: unknown) => {
    if (!absent(error)) throw error;
  });
  await clearBeside(folder);
}

/** Removes what was half created or half removed when the process died. */
export async function clearBeside(folder: string): Promise<void> {
  for (const path of [`${folder}.discarded`, `${folder}.making`]) await rm(path, { recursive: true, force: true });
}
