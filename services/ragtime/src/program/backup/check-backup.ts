import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BlobStore, openFolderBlobStore } from '@ragtime/blob-store';
import type { Chain } from '@ragtime/event-log';
import { openFileVault } from '@ragtime/key-vault';
import { type Machine, messageOf } from '@ragtime/runtime';
import {
  type BackupManifest,
  type BlobEntry,
  blobFolderOf,
  blobListOf,
  damaged,
  fileHash,
  logFileOf,
  readBlobList,
  readManifest,
  vaultFileOf,
} from './layout.ts';
import { type LogSurvey, surveyLog } from './survey-log.ts';

export interface CheckedBackup {
  readonly manifest: BackupManifest;
  readonly survey: LogSurvey;
  readonly blobs: readonly BlobEntry[];
  readonly store: BlobStore;
}

/**
 * Reads everything in a backup: the bytes of every file, and the chain of every partition up to the position in the manifest. Checks that every
 * live document has its bytes and its key. Writes nothing to the backup.
 *
 * @throws BackupError backup-damaged, with the first fault.
 */
export async function checkBackup(folder: string, machine: Machine, onProgress: (share: number) => void): Promise<CheckedBackup> {
  const manifest = await readManifest(folder);
  const files = [
    [logFileOf(folder), manifest.log],
    [vaultFileOf(folder), manifest.vault],
    [blobListOf(folder), manifest.blobList],
  ] as const;
  for (const [file, { sha256 }] of files) {
    const found = await fileHash(file).catch(() => undefined);
    if (found?.sha256 !== sha256) throw damaged(folder, `${file} has changed since the backup was made`);
  }
  const blobs = await readBlobList(folder);
  const store = await openFolderBlobStore({ folder: blobFolderOf(folder), machine });
  for (const [at, { path, sha256 }] of blobs.entries()) {
    const bytes = await store.readAll(path, { sha256 }).catch(() => undefined);
    if (bytes === undefined) throw damaged(folder, `the blob ${path} is missing or has changed since the backup was made`);
    onProgress((at + 1) / blobs.length / 2);
  }
  const survey = await surveyLog(logFileOf(folder), machine.timers, (share) => onProgress(0.5 + share / 2)).catch((error: unknown) => {
    throw damaged(folder, `its log cannot be read: ${messageOf(error)}`);
  });
  const positions: ReadonlyMap<string, Chain> = survey.positions;
  for (const [name, { offset, link }] of Object.entries(manifest.positions)) {
    const found = positions.get(name);
    if (found?.offset !== offset || Buffer.from(found.link).toString('hex') !== link)
      throw damaged(folder, `the chain of ${name} does not end where the manifest says`);
  }
  await checkOriginals(folder, survey, blobs);
  await checkKeys(folder, survey, machine);
  return { manifest, survey, blobs, store };
}

async function checkOriginals(folder: string, { documents }: LogSurvey, blobs: readonly BlobEntry[]): Promise<void> {
  const kept = new Map(blobs.map(({ path, sha256 }) => [path, sha256]));
  for (const { originals } of documents.values())
    for (const { path, sha256 } of originals)
      if (kept.get(path) !== sha256) throw damaged(folder, `its log names the bytes ${path}, which are not in it`);
}

/** Checks a copy, since opening a vault may write to it. */
async function checkKeys(folder: string, { documents }: LogSurvey, machine: Machine): Promise<void> {
  const copies = await mkdtemp(join(tmpdir(), 'ragtime-check-'));
  try {
    const file = join(copies, 'keys');
    await copyFile(vaultFileOf(folder), file);
    const vault = await openFileVault({ file, machine, mayCreate: false }).catch((error: unknown) => {
      throw damaged(folder, messageOf(error));
    });
    try {
      if (vault.damaged > 0) throw damaged(folder, `${vault.damaged} records of its vault are damaged`);
      for (const [documentId, { keySlot }] of documents) {
        try {
          vault.seal(keySlot, '');
        } catch {
          throw damaged(folder, `the key of the document ${documentId} is not in its vault`);
        }
      }
    } finally {
      await vault.close();
    }
  } finally {
    await rm(copies, { recursive: true, force: true });
  }
}
