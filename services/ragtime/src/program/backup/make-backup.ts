import { access, copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BlobStore, openFolderBlobStore } from '@ragtime/blob-store';
import type { EmbeddedLog } from '@ragtime/event-log-embedded';
import type { FileVault } from '@ragtime/key-vault';
import { type Machine, syncTree } from '@ragtime/runtime';
import { version } from '../../version.ts';
import { ownerKeyFile } from '../installation.ts';
import { type CopiedBlobs, copyBlobs } from './copy-blobs.ts';
import type { ErasureGate } from './erasure-gate.ts';
import {
  type BackupManifest,
  type BackupProfile,
  backedUpVaultOf,
  blobFolderOf,
  blobListOf,
  blobListText,
  fileHash,
  logFileOf,
  refuseFull,
  vaultFileOf,
  writeManifest,
} from './layout.ts';
import { type Loss, lostBlobs } from './losses.ts';
import { lostKeys } from './lost-keys.ts';
import { type LogSurvey, placeOf, surveyLog } from './survey-log.ts';

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
 * take long and are copied before that. Then the copied log is read to learn what must be there. What is damaged or missing already is named in the
 * manifest; the backup has everything else.
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
  const { log, vault, gate, folder } = source;
  for (const file of [logFileOf(target), vaultFileOf(target)]) await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const copies = await openFolderBlobStore({ folder: blobFolderOf(target), machine: source.machine });
  const blobs: CopiedBlobs = { copied: new Map(), unreadable: new Set() };
  await copyBlobs(source.blobs, copies, blobs, (share) => onProgress({ phase: 'blobs', share }));
  const letGo = await gate.hold();
  try {
    onProgress({ phase: 'log', share: undefined });
    await log.copyTo(logFileOf(target));
    onProgress({ phase: 'keys', share: undefined });
    await vault.copyTo(vaultFileOf(target));
    await copyBlobs(source.blobs, copies, blobs, (share) => onProgress({ phase: 'new blobs', share }));
  } finally {
    letGo();
  }
  await access(ownerKeyFile(folder)).then(
    async () => await copyFile(ownerKeyFile(folder), ownerKeyFile(target)),
    () => undefined,
  );
  return await finish({ machine: source.machine, target, copies, blobs, profile: 'embedded' }, onProgress);
}

/** A backup that has its log, its keys and its blobs, and no manifest yet. */
export interface Copying {
  readonly machine: Machine;
  readonly target: string;
  readonly copies: BlobStore;
  readonly blobs: CopiedBlobs;
  readonly profile: BackupProfile;
}

type OnProgress = (progress: BackupProgress) => void;

const surveyOf = async ({ target, machine }: Copying, onProgress: OnProgress): Promise<LogSurvey> =>
  await surveyLog(logFileOf(target), machine.timers, (share) => onProgress({ phase: 'checking', share }));

/** What the copied log names and is not there. */
export async function lossesIn(copying: Copying, onProgress: OnProgress): Promise<readonly Loss[]> {
  return await lossesBy(copying, await surveyOf(copying, onProgress));
}

async function lossesBy({ machine, target, copies, blobs, profile }: Copying, survey: LogSurvey): Promise<readonly Loss[]> {
  const hashes = new Map([...blobs.copied.values()].map(({ path, sha256 }) => [path, sha256]));
  const ofBlobs = await lostBlobs(survey, { hashes, unreadable: blobs.unreadable, store: copies });
  return [...ofBlobs, ...(await lostKeys(target, survey, machine, profile))];
}

/** Reads the copied log to learn what must be beside it, compares that with what is there, and writes the manifest. */
export async function finish(copying: Copying, onProgress: OnProgress): Promise<BackupManifest> {
  const { machine, target, copies, profile } = copying;
  const { copied } = copying.blobs;
  const survey = await surveyOf(copying, onProgress);
  // Bytes of documents that were deleted meanwhile, and of uploads that have no event yet.
  const strangers = [...copied.keys()].filter((path) => !survey.places.has(placeOf(path)));
  await copies.remove(strangers);
  for (const path of strangers) copied.delete(path);
  const losses = await lossesBy(copying, survey);
  await copies.close();
  await writeFile(blobListOf(target), blobListText([...copied.values()]), { mode: 0o600 });
  await syncTree(target);
  const manifest: BackupManifest = {
    format: 1,
    profile,
    release: version,
    madeAt: new Date(machine.clock.nowMs()).toISOString(),
    log: await fileHash(logFileOf(target)),
    vault: await fileHash(backedUpVaultOf(target, profile)),
    blobList: await fileHash(blobListOf(target)),
    blobs: { count: copied.size, sizeBytes: [...copied.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) },
    positions: Object.fromEntries(
      [...survey.positions].map(([name, { offset, link }]) => [name, { offset, link: Buffer.from(link).toString('hex') }]),
    ),
    counts: { records: survey.records, datasets: survey.datasets, documents: survey.documents.size },
    losses: [...losses],
  };
  await writeManifest(target, manifest);
  await syncTree(target);
  return manifest;
}

/** Lets the next backup use the folder. A killed process leaves a folder without a manifest, which no restore accepts. */
export async function removeUnfinished(target: string): Promise<void> {
  for (const name of await readdir(target).catch(() => [])) await rm(join(target, name), { recursive: true, force: true });
}
