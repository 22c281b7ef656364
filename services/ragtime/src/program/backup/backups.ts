import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { openFolderBlobStore } from '@ragtime/blob-store';
import { createShutdown, type Machine, silentLogger } from '@ragtime/runtime';
import { readProgramConfig } from '../../config/read-program-config.ts';
import { askForBackup } from '../control/ask-control.ts';
import { openTruth } from '../embedded/truth.ts';
import { BackupError } from './backup-error.ts';
import type { Backups } from './backups-port.ts';
import { checkBackup } from './check-backup.ts';
import { createErasureGate } from './erasure-gate.ts';
import { blobFolderOf, logFileOf } from './layout.ts';
import { makeBackup } from './make-backup.ts';
import { restoreBackup } from './restore-backup.ts';

/** By the profile of this process's configuration: on a data folder of this machine, or on the servers of a distributed installation. */
export async function openBackups(machine: Machine, environment: Readonly<Record<string, string | undefined>>): Promise<Backups> {
  const onFolders = createBackups(machine);
  if (readProgramConfig(environment).config.profile === 'embedded') return onFolders;
  const { backupsOnServers } = await import('../distributed/backup/backups.ts');
  return { ...onFolders, ...backupsOnServers(machine, environment) };
}

export function createBackups(machine: Machine): Backups {
  return {
    async make(data, to, onProgress) {
      const [folder, target] = [resolve(data), resolve(to)];
      const made = await askForBackup(folder, target, onProgress);
      if (made !== undefined) return made;
      await access(logFileOf(folder)).catch(() => {
        throw new BackupError('backup-failed', `${folder} is not the data folder of a server: name the folder with --data`);
      });
      const shutdown = createShutdown(machine);
      try {
        // The lock keeps a server from starting meanwhile.
        const { log, vault } = await openTruth({ folder, machine, logger: silentLogger, shutdown });
        const blobs = await openFolderBlobStore({ folder: blobFolderOf(folder), machine });
        shutdown.add('blob store', () => blobs.close(), { timeoutMs: 1_000 });
        return await makeBackup({ log, vault, blobs, machine, folder, gate: createErasureGate() }, target, onProgress);
      } finally {
        await shutdown.run();
      }
    },
    async check(backup, onProgress) {
      const { manifest, store } = await checkBackup(resolve(backup), machine, onProgress);
      await store.close();
      return manifest;
    },
    restore: async (backup, data, onProgress) => await restoreBackup(resolve(backup), resolve(data), machine, onProgress),
  };
}
