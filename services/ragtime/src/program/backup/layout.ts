import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseVaultLine, type VaultLine } from '@ragtime/key-vault/database';
import { z } from 'zod';
import { BackupError } from './backup-error.ts';
import { Loss } from './losses.ts';

/** A backup has the layout of a data folder, with a list of its blobs and a manifest that is written last. */
export const logFileOf = (folder: string): string => join(folder, 'log', 'log.sqlite');
export const vaultFileOf = (folder: string): string => join(folder, 'vault', 'keys');
/** The rows of the vault of a distributed installation, and its settings. */
export const vaultLinesOf = (folder: string): string => join(folder, 'vault', 'keys.jsonl');
export const blobFolderOf = (folder: string): string => join(folder, 'blobs');
export const blobListOf = (folder: string): string => join(folder, 'blobs.jsonl');
const manifestOf = (folder: string): string => join(folder, 'manifest.json');

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/u);
const KeptFile = z.object({ sizeBytes: z.int(), sha256: Sha256 });

const Manifest = z.object({
  format: z.literal(1),
  /** Embedded: it can be put back as a data folder. Distributed: the vault is rows, wrapped under the installation's master key. */
  profile: z.enum(['embedded', 'distributed']).default('embedded'),
  release: z.string(),
  madeAt: z.string(),
  log: KeptFile,
  vault: KeptFile,
  blobList: KeptFile,
  blobs: z.object({ count: z.int(), sizeBytes: z.int() }),
  /** By `topic/partition`: the backup contains every record before this position, and none after it. */
  positions: z.record(z.string(), z.object({ offset: z.int(), link: z.string() })),
  counts: z.object({ records: z.int(), datasets: z.int(), documents: z.int() }),
  /** What was damaged or missing when the backup was made. Everything else is whole. */
  losses: z.array(Loss).default([]),
});
export type BackupManifest = z.infer<typeof Manifest>;
export type BackupProfile = BackupManifest['profile'];

export const backedUpVaultOf = (folder: string, profile: BackupProfile): string =>
  profile === 'embedded' ? vaultFileOf(folder) : vaultLinesOf(folder);

const BlobEntry = z.object({ path: z.string(), sizeBytes: z.int(), sha256: Sha256 });
export type BlobEntry = z.infer<typeof BlobEntry>;

/** When it resolves, the manifest is durable. A crash leaves the whole manifest or none. */
export async function writeManifest(folder: string, manifest: BackupManifest): Promise<void> {
  const making = `${manifestOf(folder)}.making`;
  await writeFile(making, `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600, flush: true });
  await rename(making, manifestOf(folder));
}

/** @throws BackupError backup-damaged */
export async function readManifest(folder: string): Promise<BackupManifest> {
  const text = await readFile(manifestOf(folder), 'utf8').catch(() => undefined);
  if (text === undefined) throw damaged(folder, 'it has no manifest.json: it was never finished, or is not a backup');
  const parsed = Manifest.safeParse(parsedJson(text));
  if (!parsed.success) throw damaged(folder, 'its manifest.json cannot be read');
  return parsed.data;
}

export interface VaultRows {
  readonly vault: readonly VaultLine[];
  readonly settings: Readonly<Record<string, string>>;
}

export const vaultLinesText = ({ vault, settings }: VaultRows): string =>
  [{ settings }, ...vault].map((line) => `${JSON.stringify(line)}\n`).join('');

const SettingsLine = z.object({ settings: z.record(z.string(), z.string()) });

/** @throws BackupError backup-damaged */
export async function readVaultLines(folder: string): Promise<VaultRows> {
  const text = await readFile(vaultLinesOf(folder), 'utf8').catch(() => '');
  const [first, ...rest] = text.split('\n').filter(Boolean).map(parsedJson);
  const settings = SettingsLine.safeParse(first);
  const vault = rest.map(parseVaultLine).filter((line) => line !== undefined);
  if (!settings.success || vault.length !== rest.length) throw damaged(folder, 'its vault/keys.jsonl cannot be read');
  return { vault, settings: settings.data.settings };
}

export const blobListText = (entries: readonly BlobEntry[]): string => entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');

/** @throws BackupError backup-damaged */
export async function readBlobList(folder: string): Promise<readonly BlobEntry[]> {
  const text = await readFile(blobListOf(folder), 'utf8').catch(() => '');
  const entries = z.array(BlobEntry).safeParse(text.split('\n').filter(Boolean).map(parsedJson));
  if (!entries.success) throw damaged(folder, 'its blobs.jsonl cannot be read');
  return entries.data;
}

export async function fileHash(file: string): Promise<{ readonly sizeBytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return { sizeBytes: (await stat(file)).size, sha256: hash.digest('hex') };
}

/** @throws BackupError folder-not-empty */
export async function refuseFull(folder: string, what: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (entries.length > 0)
    throw new BackupError('folder-not-empty', `${folder} is not empty: ${what} needs an empty folder, or one that does not exist yet`);
}

export const damaged = (folder: string, why: string): BackupError =>
  new BackupError('backup-damaged', `the backup ${folder} cannot be relied on: ${why}`);

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
