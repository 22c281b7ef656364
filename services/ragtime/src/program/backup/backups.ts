import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { openFolderBlobStore } from '@ragtime/blob-store';
import { createShutdown, type Machine, silentLogger } from '@ragtime/runtime';
import { askForBackup } from '../control/ask-control.ts';
import { openTruth } from '../embedded/truth.ts';
import { BackupError } from './backup-error.ts';
import { checkBackup } from './check-backup.ts';
import { createErasureGate } from './erasure-gate.ts';
import { type BackupManifest, blobFolderOf, logFileOf } from './layout.ts';
import { type BackupProgress, makeBackup } from './make-backup.ts';
import { restoreBackup } from './restore-backup.ts';

/** The backups that the command line asks for, on folders of this machine. */
export interface Backups {
  /** The server that runs on the folder makes the backup; without such a server, this process makes it. */
  make(folder: string, target: string, onProgress: (progress: BackupProgress) => void): Promise<BackupManifest>;
  check(backup: string, onProgress: (share: number) => void): Promise<BackupManifest>;
  restore(backup: string, folder: string, onProgress: (phase: 'checking' | 'restoring', share: number) => void): Promise<BackupManifest>;
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
