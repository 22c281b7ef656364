import { copyFile, mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openFolderBlobStore } from '@ragtime/blob-store';
import { openFileVault } from '@ragtime/key-vault';
import { type Machine, syncTree } from '@ragtime/runtime';
import { ownerKeyFile } from '../installation.ts';
import { BackupError } from './backup-error.ts';
import { checkBackup } from './check-backup.ts';
import { isUpload } from './copy-blobs.ts';
import { type BackupManifest, blobFolderOf, logFileOf, refuseFull, vaultFileOf } from './layout.ts';

/**
 * Checks a backup and copies it into an empty folder, on which a server can then start. The vault comes last, since no server starts on a log
 * without its vault. That start rebuilds read models, index and snapshots.
 *
 * @throws BackupError folder-not-empty, backup-damaged
 */
export async function restoreBackup(
  backup: string,
  folder: string,
  machine: Machine,
  onProgress: (phase: 'checking' | 'restoring', share: number) => void,
): Promise<BackupManifest> {
  await refuseFull(folder, 'a restore');
  const { manifest, survey, blobs, store } = await checkBackup(backup, machine, (share) => onProgress('checking', share));
  if (manifest.profile !== 'embedded')
    throw new BackupError('backup-failed', 'this backup is of the distributed profile: restore it with RAGTIME_PROFILE=distributed');
  for (const file of [logFileOf(folder), vaultFileOf(folder)]) await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await copyFile(logFileOf(backup), logFileOf(folder));
  const restored = await openFolderBlobStore({ folder: blobFolderOf(folder), machine });
  for (const [at, { path }] of blobs.entries()) {
    await restored.write(path, await store.read(path), { bytesMax: Number.MAX_SAFE_INTEGER, blocks: isUpload(path) });
    onProgress('restoring', (at + 1) / blobs.length);
  }
  await Promise.all([restored.close(), store.close()]);
  await copyFile(ownerKeyFile(backup), ownerKeyFile(folder)).catch(() => undefined); // there may be none
  const putting = `${vaultFileOf(folder)}.restoring`;
  await copyFile(vaultFileOf(backup), putting);
  const vault = await openFileVault({ file: putting, machine, mayCreate: false });
  // What the log says was erased stays erased, even if the vault of the backup is older.
  await vault.erase(survey.erased);
  await vault.close();
  await syncTree(folder);
  await rename(putting, vaultFileOf(folder));
  await syncTree(folder);
  return manifest;
}
