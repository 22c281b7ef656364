import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openSession } from './session.ts';

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
 * Makes an empty database: under another name first, since one that was half made cannot be told from a whole one.
 * `templateFile` is read when it is there, which is three times as fast, and written when it is not.
 */
export async function createEmbeddedFolder(folder: string, templateFile: string | undefined): Promise<void> {
  await discardEmbeddedDatabase(folder);
  await mkdir(dirname(folder), { recursive: true });
  const making = `${folder}.making`;
  const template = templateFile === undefined ? undefined : await readTemplate(templateFile);
  const isUnpacked = template !== undefined && (await unpack(making, template));
  if (!isUnpacked) {
    const session = await openSession({ folder: making, template: undefined }, () => {});
    if (templateFile !== undefined) await writeTemplate(templateFile, await session.dump());
    await session.close();
  }
  await rename(making, folder);
}

/** False when the template is no good: it is only a cache. */
async function unpack(making: string, template: Uint8Array): Promise<boolean> {
  try {
    const session = await openSession({ folder: making, template }, () => {});
    await session.close();
    return true;
  } catch {
    await rm(making, { recursive: true, force: true });
    return false;
  }
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

async function readTemplate(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (absent(error)) return undefined;
    throw error;
  }
}

async function writeTemplate(file: string, archive: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const writing = `${file}.${process.pid}.writing`;
  await writeFile(writing, archive);
  await rename(writing, file);
}
