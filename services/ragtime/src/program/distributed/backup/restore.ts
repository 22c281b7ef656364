import { BlobExists } from '@ragtime/blob-store';
import { openEmbeddedLog } from '@ragtime/event-log-embedded';
import { isVaultEmpty, putVaultLines } from '@ragtime/key-vault/database';
import type { Machine } from '@ragtime/runtime';
import { BackupError } from '../../backup/backup-error.ts';
import { checkBackup } from '../../backup/check-backup.ts';
import { isUpload } from '../../backup/copy-blobs.ts';
import { copyPartition, LogsDiffer } from '../../backup/copy-log.ts';
import { type BackupManifest, readVaultLines } from '../../backup/layout.ts';
import { withLogCopy } from '../../backup/log-copy.ts';
import { keptTopics } from '../../kept-topics.ts';
import { storeSettingRows } from '../stored-settings.ts';
import type { TruthOnServers } from './open-servers.ts';

/**
 * Checks a backup and copies it to empty servers. The vault comes last, in one transaction, since no process starts on a log without its vault. A
 * restore that was interrupted is continued by the same command.
 *
 * @throws BackupError servers-not-empty, backup-damaged
 */
export async function restoreToServers(
  { log, vaultDatabase, blobs }: TruthOnServers,
  machine: Machine,
  backup: string,
  onProgress: (phase: 'checking' | 'restoring', share: number) => void,
): Promise<BackupManifest> {
  if (!(await isVaultEmpty(vaultDatabase)))
    throw new BackupError('servers-not-empty', 'the database of the key vault holds keys: a restore needs empty servers');
  const { manifest, survey, blobs: entries, store } = await checkBackup(backup, machine, (share) => onProgress('checking', share));
  if (manifest.profile !== 'distributed')
    throw new BackupError('backup-failed', 'this backup is of the embedded profile: restore it without RAGTIME_PROFILE=distributed');
  await log.ensureTopics(keptTopics);
  await withLogCopy(backup, async (folder) => {
    const file = await openEmbeddedLog({ folder, machine });
    try {
      for (const { name, partitions } of keptTopics)
        for (let partition = 0; partition < partitions; partition += 1) await copyPartition(file, log, name, partition);
    } catch (error) {
      throw error instanceof LogsDiffer ? new BackupError('servers-not-empty', `the log is not empty: ${error.message}`) : error;
    } finally {
      await file.close();
    }
  });
  for (const [at, { path }] of entries.entries()) {
    const bytes = await store.read(path);
    try {
      await blobs.write(path, bytes, { bytesMax: Number.MAX_SAFE_INTEGER, blocks: isUpload(path) });
    } catch (error) {
      if (!(error instanceof BlobExists)) throw error; // of a restore that was interrupted
    } finally {
      bytes.destroy();
    }
    onProgress('restoring', (at + 1) / entries.length);
  }
  await store.close();
  const { vault, settings } = await readVaultLines(backup);
  await storeSettingRows(vaultDatabase, settings);
  // What the log says was erased stays erased, even if the vault of the backup is older.
  await putVaultLines(vaultDatabase, vault, survey.erased);
  return manifest;
}
