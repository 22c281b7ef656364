import { asError, type Machine } from '@ragtime/runtime';
import type { Database } from '../database.ts';
import { poolOver } from '../pool.ts';
import { createScrub } from '../scrub.ts';
import { createEmbeddedDriverFactory } from './driver.ts';
import { clearBeside, isUsable, openNewFolder } from './folder.ts';
import { keepSession } from './lasting-session.ts';
import { maintainEmbedded } from './maintenance.ts';
import { type DatabaseFailed, openSession } from './session.ts';
import { createSessionGate } from './session-gate.ts';

export interface EmbeddedDatabaseOptions {
  /** The database's own folder. It has no lock. The caller must hold a lock that a second process cannot get, such as that of the embedded log. */
  readonly folder: string;
  readonly machine: Machine;
  /** A file that caches an empty database; see `openNewFolder`. Default: none. */
  readonly templateFile?: string;
  /** Milliseconds between two runs of `maintain`. Default 60,000; 0: never. */
  readonly maintenanceIntervalMs?: number;
  /** How long a statement may wait for the session before it fails. Default 30,000 ms: a statement that holds it longer is broken. */
  readonly sessionWaitMsMax?: number;
  /** A read that takes longer is stopped. Default 15,000 ms. */
  readonly readTimeoutMs?: number;
  /** Default 600,000 ms: no write depends on what a caller sends, and a rewrite of a large table takes minutes on a slow disk. */
  readonly writeTimeoutMs?: number;
  /** Called when the database died under its callers, and when maintenance failed. The database is opened anew by itself. */
  readonly onFailure?: (error: Error) => void;
  /** Called once, when the database cannot be opened anew: it answers nothing more. */
  readonly onLost?: (error: Error) => void;
}

export interface EmbeddedDatabase extends Database {
  /** The folder was empty or belonged to another Postgres version, so the database holds nothing yet. */
  readonly created: boolean;
}

/** More callers than ever wait in practice. A caller without a handle waits in slonik's queue, where reads and writes are separate too. */
const readers = 16;
const writers = 4;
/** To vacuum a large table takes minutes on a slow disk. */
const maintenanceMsMax = 600_000;

/**
 * PGlite in a separate thread. It never syncs: after a power cut or a kernel's crash the folder may be silently wrong. A caller that cannot rule
 * that out must call `discardEmbeddedDatabase` first.
 *
 * @throws DatabaseFailed when the folder holds something that does not open; discard it then.
 */
export async function openEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const { folder, machine, templateFile, maintenanceIntervalMs = 60_000, onFailure = () => {}, onLost = () => {} } = options;
  const { sessionWaitMsMax = 30_000, readTimeoutMs = 15_000, writeTimeoutMs = 600_000 } = options;
  const created = !(await isUsable(folder));
  if (!created) await clearBeside(folder);
  const open = async (onDeath: (error: DatabaseFailed) => void) =>
    created ? await openNewFolder(folder, templateFile, machine.timers, onDeath) : await openSession({ folder }, machine.timers, onDeath);
  const session = await keepSession({ folder, machine, open, onFailure, onLost });
  const gate = createSessionGate(machine, sessionWaitMsMax);
  const [pool, bulk, upkeep] = await Promise.all([
    poolOver(createEmbeddedDriverFactory(session, gate, { urgency: 'read', statementMsMax: readTimeoutMs }), readers),
    poolOver(createEmbeddedDriverFactory(session, gate, { urgency: 'write', statementMsMax: writeTimeoutMs }), writers),
    poolOver(createEmbeddedDriverFactory(session, gate, { urgency: 'maintenance', statementMsMax: maintenanceMsMax }), 1),
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
    scrub: createScrub(bulk, machine, 'own'),
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
