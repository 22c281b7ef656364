import { resolve } from 'node:path';
import { createShutdown, type Machine } from '@ragtime/runtime';
import type { Backups } from '../../backup/backups-port.ts';
import { readSettings } from '../../start.ts';
import { distributedConfigOf } from '../servers.ts';
import { asServerFailure } from '../start-failure.ts';
import { backUpServers } from './make.ts';
import { openTruthOnServers, type TruthOnServers } from './open-servers.ts';
import { restoreToServers } from './restore.ts';

/** Backup and restore of the servers that the configuration names. */
export function backupsOnServers(
  machine: Machine,
  environment: Readonly<Record<string, string | undefined>>,
): Pick<Backups, 'make' | 'restore'> {
  async function onServers<Result>(work: (servers: TruthOnServers) => Promise<Result>): Promise<Result> {
    const shutdown = createShutdown(machine);
    try {
      const config = distributedConfigOf((await readSettings(environment)).config);
      return await work(await openTruthOnServers(config, machine, shutdown));
    } catch (error) {
      throw asServerFailure(error);
    } finally {
      await shutdown.run();
    }
  }

  return {
    make: async (_folder, target, onProgress) =>
      await onServers(async (servers) => await backUpServers(servers, machine, resolve(target), onProgress)),
    restore: async (backup, _folder, onProgress) =>
      await onServers(async (servers) => await restoreToServers(servers, machine, resolve(backup), onProgress)),
  };
}
