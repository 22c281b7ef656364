import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, discardEmbeddedDatabase, openEmbeddedDatabase } from '@ragtime/database';
import { exists, type Logger, type Machine, type Shutdown, syncFolder, syncTree } from '@ragtime/runtime';
import { version } from '../../version.ts';
import { StartFailure } from '../start-failure.ts';

/** Why the read models are built anew at this start; undefined when they are as they were left. */
export type Rebuilding = 'first-start' | 'machine-restarted' | 'unreadable' | undefined;

export interface ReadDatabaseOptions {
  /** The data folder, absolute. */
  readonly folder: string;
  readonly log: { readonly created: boolean; readonly machineRestarted: boolean };
  readonly machine: Machine;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  /** Called when the program must end, because nothing can answer reads any more. */
  readonly fail?: ((failure: StartFailure) => void) | undefined;
}

/**
 * The database does not sync its writes. After a clean end its files are forced to the disk, and a mark beside them says so. Without the mark the
 * database is trusted only if the machine has run on since the last write. Anything that it lost is still in the log.
 */
export async function openReadDatabase(options: ReadDatabaseOptions): Promise<{ database: Database; rebuilding: Rebuilding }> {
  const { folder, log, machine, logger, shutdown, fail = () => undefined } = options;
  const databaseFolder = join(folder, 'database');
  const mark = join(folder, 'database.on-disk');
  const isLost = log.machineRestarted && !(await exists(mark));
  await rm(mark, { force: true });
  // The folder is synced before anything is written: a mark that came back after a power cut would vouch for files that it never saw.
  await syncFolder(folder);
  if (log.created || isLost) await discardEmbeddedDatabase(databaseFolder);
  const open = async () =>
    await openEmbeddedDatabase({
      folder: databaseFolder,
      templateFile: join(folder, `database-${version}.template`),
      machine,
      onFailure: (error) => logger.error({ err: error }, 'the database of the read models failed; it is opened again'),
      onLost: (error) =>
        fail(new StartFailure('database-lost', `${error.message}. Start the program again: it makes the database anew from the log`)),
    });
  let isUnreadable = false;
  const database = await open().catch(async (error: unknown) => {
    isUnreadable = true;
    logger.warn({ err: error }, 'the database of the read models cannot be opened; it is rebuilt from the log');
    await discardEmbeddedDatabase(databaseFolder);
    return await open();
  });
  shutdown.add(
    'database',
    async () => {
      await database.close();
      await syncTree(databaseFolder);
      await writeFile(mark, '', { flush: true });
      await syncFolder(folder);
    },
    // A start without the mark may rebuild the read models. So this step has no limit but that of the whole shutdown.
    { timeoutMs: 60_000 },
  );
  if (log.created) return { database, rebuilding: 'first-start' };
  if (isLost) return { database, rebuilding: 'machine-restarted' };
  return { database, rebuilding: isUnreadable || database.created ? 'unreadable' : undefined };
}
