import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openFolderBlobStore } from '@ragtime/blob-store';
import { openEmbeddedLog } from '@ragtime/event-log-embedded';
import { vaultLines } from '@ragtime/key-vault/database';
import type { Machine } from '@ragtime/runtime';
import { type CopiedBlobs, copyBlobs } from '../../backup/copy-blobs.ts';
import { copyPartition } from '../../backup/copy-log.ts';
import { type BackupManifest, blobFolderOf, refuseFull, vaultLinesOf, vaultLinesText } from '../../backup/layout.ts';
import type { Loss } from '../../backup/losses.ts';
import { type BackupProgress, finish, lossesIn, removeUnfinished } from '../../backup/make-backup.ts';
import { keptTopics } from '../../kept-topics.ts';
import { readSettingRows } from '../stored-settings.ts';
import type { TruthOnServers } from './open-servers.ts';

/** A loss that later parts of the log do not explain is one. More rounds than this mean that documents are deleted faster than the log can be read. */
const roundsMax = 10;

/**
 * Copies log, vault and blobs of servers that go on working; no process has to take part. Bytes and keys are written before the event that names
 * them, so the log is copied before them. Whatever they lack then may have been erased since: an erasure follows its deletion in the log, so the
 * log is copied on to its present end, until nothing is missing or the log does not explain it.
 *
 * @throws BackupError folder-not-empty; Error when the target cannot be written or a server does not answer.
 */
export async function backUpServers(
  servers: TruthOnServers,
  machine: Machine,
  target: string,
  onProgress: (progress: BackupProgress) => void,
): Promise<BackupManifest> {
  await refuseFull(target, 'a backup');
  try {
    return await copyAll(servers, machine, target, onProgress);
  } catch (error) {
    await removeUnfinished(target);
    throw error;
  }
}

async function copyAll(
  { log, vaultDatabase, blobs: source }: TruthOnServers,
  machine: Machine,
  target: string,
  onProgress: (progress: BackupProgress) => void,
): Promise<BackupManifest> {
  await mkdir(dirname(vaultLinesOf(target)), { recursive: true, mode: 0o700 });
  const copies = await openFolderBlobStore({ folder: blobFolderOf(target), machine });
  const blobs: CopiedBlobs = { copied: new Map(), unreadable: new Set() };
  await copyBlobs(source, copies, blobs, (share) => onProgress({ phase: 'blobs', share }));
  const copying = { machine, target, copies, blobs, profile: 'distributed' } as const;
  let before: readonly Loss[] | undefined;
  for (let round = 1; ; round += 1) {
    onProgress({ phase: 'log', share: undefined });
    const file = await openEmbeddedLog({ folder: join(target, 'log'), machine });
    try {
      await file.ensureTopics(keptTopics);
      for (const { name, partitions } of keptTopics)
        for (let partition = 0; partition < partitions; partition += 1) await copyPartition(log, file, name, partition);
    } finally {
      await file.close();
    }
    onProgress({ phase: 'keys', share: undefined });
    const rows = { vault: await vaultLines(vaultDatabase), settings: await readSettingRows(vaultDatabase) };
    await writeFile(vaultLinesOf(target), vaultLinesText(rows), { mode: 0o600 });
    await copyBlobs(source, copies, blobs, (share) => onProgress({ phase: 'new blobs', share }));
    const losses = await lossesIn(copying, onProgress);
    if (losses.length === 0 || sameLosses(losses, before) || round === roundsMax) break;
    before = losses;
  }
  return await finish(copying, onProgress);
}

const sameLosses = (losses: readonly Loss[], before: readonly Loss[] | undefined): boolean => {
  const paths = new Set(before?.map(({ path }) => path));
  return losses.every(({ path }) => paths.has(path));
};
