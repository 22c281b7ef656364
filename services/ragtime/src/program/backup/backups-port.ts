import type { BackupManifest } from './layout.ts';
import type { BackupProgress } from './make-backup.ts';

/** The backups that the command line asks for: of data folders of this machine, or of the servers of an installation. */
export interface Backups {
  /** Embedded: the server that runs on the folder makes the backup; without such a server, this process makes it. */
  make(folder: string, target: string, onProgress: (progress: BackupProgress) => void): Promise<BackupManifest>;
  check(backup: string, onProgress: (share: number) => void): Promise<BackupManifest>;
  restore(backup: string, folder: string, onProgress: (phase: 'checking' | 'restoring', share: number) => void): Promise<BackupManifest>;
}
