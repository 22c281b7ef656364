import { createHash } from 'node:crypto';
import { BlobMissing, type BlobStore, openFolderBlobStore } from '@ragtime/blob-store';
import type { Chain } from '@ragtime/event-log';
import { type Machine, messageOf } from '@ragtime/runtime';
import {
  type BackupManifest,
  type BlobEntry,
  backedUpVaultOf,
  blobFolderOf,
  blobListOf,
  damaged,
  fileHash,
  logFileOf,
  readBlobList,
  readManifest,
} from './layout.ts';
import { type Loss, lostBlobs } from './losses.ts';
import { lostKeys } from './lost-keys.ts';
import { type LogSurvey, surveyLog } from './survey-log.ts';

export interface CheckedBackup {
  /** Its `losses` are those of the backup as it is now. */
  readonly manifest: BackupManifest;
  readonly survey: LogSurvey;
  /** The blobs that can be read. */
  readonly blobs: readonly BlobEntry[];
  readonly store: BlobStore;
}

/**
 * Reads everything in a backup: the bytes of every file, and the chain of every partition up to the position in the manifest. Compares what the log
 * names with the blobs and keys that are there. Writes nothing to the backup.
 *
 * @throws BackupError backup-damaged, when the log, the vault, the list of blobs or the manifest has changed: nothing can be restored then.
 */
export async function checkBackup(folder: string, machine: Machine, onProgress: (share: number) => void): Promise<CheckedBackup> {
  const manifest = await readManifest(folder);
  const files = [
    [logFileOf(folder), manifest.log],
    [backedUpVaultOf(folder, manifest.profile), manifest.vault],
    [blobListOf(folder), manifest.blobList],
  ] as const;
  for (const [file, { sha256 }] of files) {
    const found = await fileHash(file).catch(() => undefined);
    if (found?.sha256 !== sha256) throw damaged(folder, `${file} has changed since the backup was made`);
  }
  const listed = await readBlobList(folder);
  const store = await openFolderBlobStore({ folder: blobFolderOf(folder), machine });
  const found = await readBlobs(store, listed, (share) => onProgress(share / 2));
  const survey = await surveyLog(logFileOf(folder), machine.timers, (share) => onProgress(0.5 + share / 2)).catch((error: unknown) => {
    throw damaged(folder, `its log cannot be read: ${messageOf(error)}`);
  });
  checkPositions(folder, manifest, survey);
  const losses = [...(await lostBlobs(survey, { ...found, store })), ...(await lostKeys(folder, survey, machine, manifest.profile))];
  const blobs = listed.filter(({ path }) => found.hashes.has(path));
  return { manifest: { ...manifest, losses: [...losses, ...changedOnly(listed, found, losses)] }, survey, blobs, store };
}

interface FoundBlobs {
  readonly hashes: ReadonlyMap<string, string>;
  readonly unreadable: ReadonlySet<string>;
}

/** Hashes each listed blob as it is now. One that is not there has no hash. */
async function readBlobs(store: BlobStore, listed: readonly BlobEntry[], onProgress: (share: number) => void): Promise<FoundBlobs> {
  const hashes = new Map<string, string>();
  const unreadable = new Set<string>();
  for (const [at, { path }] of listed.entries()) {
    try {
      hashes.set(path, await hashOf(await store.read(path)));
    } catch (error) {
      if (!(error instanceof BlobMissing)) unreadable.add(path);
    }
    onProgress((at + 1) / listed.length);
  }
  return { hashes, unreadable };
}

async function hashOf(source: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of source) hash.update(bytes);
  return hash.digest('hex');
}

/** Blobs that have changed in the backup and that no event names by a hash, such as artifacts of an earlier run. */
function changedOnly(listed: readonly BlobEntry[], { hashes, unreadable }: FoundBlobs, losses: readonly Loss[]): readonly Loss[] {
  const known = new Set(losses.map(({ path }) => path));
  return listed.flatMap(({ path, sha256 }): Loss[] => {
    const found = hashes.get(path);
    if (found === sha256 || known.has(path)) return [];
    const gone = unreadable.has(path) ? 'unreadable' : 'missing';
    return [{ what: 'artifact', fault: found === undefined ? gone : 'damaged', path, documentId: path.split('/')[2] }];
  });
}

function checkPositions(folder: string, manifest: BackupManifest, survey: LogSurvey): void {
  const positions: ReadonlyMap<string, Chain> = survey.positions;
  for (const [name, { offset, link }] of Object.entries(manifest.positions)) {
    const found = positions.get(name);
    if (found?.offset !== offset || Buffer.from(found.link).toString('hex') !== link)
      throw damaged(folder, `the chain of ${name} does not end where the manifest says`);
  }
}
