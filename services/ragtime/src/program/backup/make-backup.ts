import { access, copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BlobStore, openFolderBlobStore } from '@ragtime/blob-store';
import type { EmbeddedLog } from '@ragtime/event-log-embedded';
import type { FileVault } from '@ragtime/key-vault';
import { type Machine, syncTree } from '@ragtime/runtime';
import { version } from '../../version.ts';
import { ownerKeyFile } from '../installation.ts';
import type { ErasureGate } from './erasure-gate.ts';
import {
  type BackupManifest,
  type BlobEntry,
  blobFolderOf,
  blobListOf,
  blobListText,
  fileHash,
  logFileOf,
  refuseFull,
  vaultFileOf,
  writeManifest,
} from './layout.ts';
import { placeOf, surveyLog } from './survey-log.ts';

export interface BackupProgress {
  readonly phase: 'blobs' | 'log' | 'keys' | 'new blobs' | 'checking';
  /** From 0 to 1, if it is known. */
  readonly share: number | undefined;
}

export interface BackupSource {
  readonly log: Pick<EmbeddedLog, 'copyTo'>;
  readonly vault: Pick<FileVault, 'copyTo'>;
  readonly blobs: BlobStore;
  readonly gate: ErasureGate;
  readonly machine: Machine;
  /** The data folder, for the owner's key in it. */
  readonly folder: string;
}

/**
 * Copies the log, the keys and the blobs of one moment while writes go on. Bytes are written before the event that names them, and keys before the
 * event that needs them. So the log is copied first, then the keys, then the blobs that are still missing; meanwhile nothing is erased. Most blobs
 * take long and are copied before that. Then the copied log is read to learn what must be there.
 *
 * @throws BackupError folder-not-empty; Error when the target cannot be written. A backup without a manifest does not count.
 */
export async function makeBackup(
  source: BackupSource,
  target: string,
  onProgress: (progress: BackupProgress) => void,
): Promise<BackupManifest> {
  await refuseFull(target, 'a backup');
  try {
    return await copyAll(source, target, onProgress);
  } catch (error) {
    await removeUnfinished(target);
    throw error;
  }
}

async function copyAll(source: BackupSource, target: string, onProgress: (progress: BackupProgress) => void): Promise<BackupManifest> {
  const { log, vault, gate, machine, folder } = source;
  for (const file of [logFileOf(target), vaultFileOf(target)]) await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const copies = await openFolderBlobStore({ folder: blobFolderOf(target), machine });
  const copied = new Map<string, BlobEntry>();
  await copyBlobs(source.blobs, copies, copied, (share) => onProgress({ phase: 'blobs', share }));
  const letGo = await gate.hold();
  try {
    onProgress({ phase: 'log', share: undefined });
    await log.copyTo(logFileOf(target));
    onProgress({ phase: 'keys', share: undefined });
    await vault.copyTo(vaultFileOf(target));
    await copyBlobs(source.blobs, copies, copied, (share) => onProgress({ phase: 'new blobs', share }));
  } finally {
    letGo();
  }
  const survey = await surveyLog(logFileOf(target), machine.timers, (share) => onProgress({ phase: 'checking', share }));
  // Bytes of documents that were deleted meanwhile, and of uploads that have no event yet.
  const strangers = [...copied.keys()].filter((path) => !survey.places.has(placeOf(path)));
  await copies.remove(strangers);
  for (const path of strangers) copied.delete(path);
  await copies.close();
  await access(ownerKeyFile(folder)).then(
    async () => await copyFile(ownerKeyFile(folder), ownerKeyFile(target)),
    () => undefined,
  );
  await writeFile(blobListOf(target), blobListText([...copied.values()]), { mode: 0o600 });
  await syncTree(target);
  const manifest: BackupManifest = {
    format: 1,
    release: version,
    madeAt: new Date(machine.clock.nowMs()).toISOString(),
    log: await fileHash(logFileOf(target)),
    vault: await fileHash(vaultFileOf(target)),
    blobList: await fileHash(blobListOf(target)),
    blobs: { count: copied.size, sizeBytes: [...copied.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) },
    positions: Object.fromEntries(
      [...survey.positions].map(([name, { offset, link }]) => [name, { offset, link: Buffer.from(link).toString('hex') }]),
    ),
    counts: { records: survey.records, datasets: survey.datasets, documents: survey.documents.size },
  };
  await writeManifest(target, manifest);
  await syncTree(target);
  return manifest;
}

/** Lets the next backup use the folder. A killed process leaves a folder without a manifest, which no restore accepts. */
async function removeUnfinished(target: string): Promise<void> {
  for (const name of await readdir(target).catch(() => [])) await rm(join(target, name), { recursive: true, force: true });
}

/** Copies the blobs that are not copied yet. It skips a blob that is removed meanwhile. */
async function copyBlobs(
  from: BlobStore,
  to: BlobStore,
  copied: Map<string, BlobEntry>,
  onProgress: (share: number) => void,
): Promise<void> {
  const wanted: { readonly path: string; readonly sizeBytes: number }[] = [];
  for await (const blob of from.list('')) if (!copied.has(blob.path)) wanted.push(blob);
  const all = wanted.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let done = 0;
  for (const { path, sizeBytes } of wanted) {
    const source = await from.read(path).catch(() => undefined);
    if (source === undefined) continue;
    const { sha256 } = await to.write(path, source, { bytesMax: Number.MAX_SAFE_INTEGER });
    copied.set(path, { path, sizeBytes, sha256 });
    done += sizeBytes;
    onProgress(done / Math.max(1, all));
  }
}
