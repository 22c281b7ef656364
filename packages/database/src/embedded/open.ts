import { asError, type Machine } from '@ragtime/runtime';
import type { Database } from '../database.ts';
import { poolOver } from '../pool.ts';
import { createEmbeddedDriverFactory } from './driver.ts';
import { clearBeside, isUsable, openNewFolder } from './folder.ts';
import { maintainEmbedded } from './maintenance.ts';
import { openSession } from './session.ts';
import { createSessionGate } from './session-gate.ts';

export interface EmbeddedDatabaseOptions {
  /**
   * The database's own folder. There is no lock on it: whoever opens it must hold something that a second process cannot
   * (the embedded log does).
   */
  readonly folder: string;
  readonly machine: Machine;
  /** A cache of an empty database, see `openNewFolder`. Default: none. */
  readonly templateFile?: string;
  /** Milliseconds between two runs of `maintain`. Default 60,000; 0: never. */
  readonly maintenanceIntervalMs?: number;
  /** How long a statement may wait for the session before it fails. Default 30,000 ms: what holds it longer is broken. */
  readonly sessionWaitMsMax?: number;
  /** Hears once that the database died under its callers, or that maintenance failed. */
  readonly onFailure?: (error: Error) => void;
}

export interface EmbeddedDatabase extends Database {
  /** The folder was empty or of another Postgres: nothing is in it. */
  readonly created: boolean;
}

/** More than ever wait in earnest: a caller without a handle waits in slonik's queue instead, where reads and writes are apart too. */
const readers = 16;
const writers = 4;

/**
 * PGlite in a thread of its own. It never syncs: after a power cut or a kernel's crash the folder may be silently wrong, so
 * whoever cannot rule that out calls `discardEmbeddedDatabase` first.
 *
 * @throws DatabaseFailed when the folder holds something that does not open; discard it then.
 */
export async function openEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const { folder, machine, templateFile, maintenanceIntervalMs = 60_000, sessionWaitMsMax = 30_000, onFailure = () => {} } = options;
  const created = !(await isUsable(folder));
  if (!created) await clearBeside(folder);
  const session = created ? await openNewFolder(folder, templateFile, onFailure) : await openSession({ folder }, onFailure);
  const gate = createSessionGate(machine, sessionWaitMsMax);
  const [pool, bulk, upkeep] = await Promise.all([
    poolOver(createEmbeddedDriverFactory(session, gate, 'read'), readers),
    poolOver(createEmbeddedDriverFactory(session, gate, 'write'), writers),
    poolOver(createEmbeddedDriverFactory(session, gate, 'maintenance'), 1),
  ]);

  let maintaining: Promise<void> | undefined;
  let closing: Promise<void> | undefined;
  const maintain = (): Promise<void> => {
    maintaining ??= maintainEmbedded(upkeep).finally(() => {
      maintaining = undefined;
    });
    return maintaining;
  };
  const timer =
    maintenanceIntervalMs === 0
      ? undefined
      : machine.timers.every(maintenanceIntervalMs, () => {
          if (closing === undefined) maintain().catch((error: unknown) => onFailure(asError(error)));
        });

  return {
    created,
    pool,
    bulk,
    maintain,
    close() {
      closing ??= (async () => {
        timer?.cancel();
        await maintaining?.catch(() => {});
        await Promise.all([pool.end(), bulk.end(), upkeep.end()]);
        await session.close();
      })();
      return closing;
    },
  };
}
