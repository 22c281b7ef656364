import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createCodec, createLearningCodec, type EventCodec, publishSchemas } from '@ragtime/contracts';
import { type EmbeddedLog, openEmbeddedLog } from '@ragtime/event-log-embedded';
import { type FileVault, openFileVault } from '@ragtime/key-vault';
import type { Logger, Machine, Shutdown } from '@ragtime/runtime';
import { keptTopics } from '../kept-topics.ts';

/** Bytes of the disk that are reserved for the log, so that accepted work can always be finished. */
export const reserveBytes = 64 * 1024 * 1024;

/** What cannot be rebuilt from anything else: the log with its codec, and the keys to its content. */
export interface Truth {
  readonly log: EmbeddedLog;
  readonly codec: EventCodec;
  readonly vault: FileVault;
}

export interface TruthOptions {
  /** Absolute. */
  readonly folder: string;
  readonly machine: Machine;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
}

/**
 * Opens the log and the vault. The lock of the log keeps every second process out of the folder.
 *
 * @throws FolderInUse, FolderOfAnotherRelease, LogUnreadable, VaultMissing, VaultUnreadable
 */
export async function openTruth({ folder, machine, logger, shutdown }: TruthOptions): Promise<Truth> {
  const log = await openEmbeddedLog({ folder: join(folder, 'log'), machine, reserveBytes });
  shutdown.add('event log', () => log.close(), { timeoutMs: 2_000 });
  const known = createCodec();
  await log.ensureTopics(keptTopics);
  const vault = await openVault(folder, log.wasEmpty, machine, logger);
  shutdown.add('key vault', () => vault.close(), { timeoutMs: 1_000 });
  const schemas = await publishSchemas({ log, codec: known, machine });
  return { log, vault, codec: createLearningCodec({ log, codec: known, from: schemas.next }) };
}

/** A log without its vault cannot be read, so a new vault is made only beside an empty log. */
async function openVault(folder: string, mayCreate: boolean, machine: Machine, logger: Logger): Promise<FileVault> {
  const vaultFolder = join(folder, 'vault');
  await mkdir(vaultFolder, { recursive: true, mode: 0o700 });
  const vault = await openFileVault({ file: join(vaultFolder, 'keys'), machine, mayCreate });
  if (vault.damaged > 0) logger.error({ damaged: vault.damaged }, 'key-missing: records of the vault are damaged');
  return vault;
}
