import type { Machine } from '@ragtime/runtime';
import { createVault, HashKeyLost } from './create-vault.ts';
import { openFileStore } from './file/file-store.ts';
import { VaultMissing, VaultUnreadable } from './file/page-file.ts';
import type { KeyVault } from './vault.ts';

export interface FileVaultOptions {
  /** Readable by its owner only. */
  readonly file: string;
  readonly machine: Pick<Machine, 'random'>;
  /** Whether a new vault may be made where there is none: not beside a log that holds anything. Default true. */
  readonly mayCreate?: boolean;
  /** Keys made at once, rounded up to pages of 102; one sync a block. Default 1,020. What is left of a block at the end of a run is lost. */
  readonly slotsPerBlock?: number;
}

export interface FileVault extends KeyVault {
  /** True when there was no vault in the file. */
  readonly created: boolean;
  /** Keys and other records whose bytes fail their checksum: each reads as `missing`. More than 0 is an alarm. */
  readonly damaged: number;
  /** Into a file that is not there: every key that was durable when it was asked for. The caller syncs it. */
  copyTo(file: string): Promise<void>;
}

/**
 * The vault as one file, every change synced. A key costs 40 bytes, on the disk and in memory. Two processes must never
 * have it open at once, which the lock of the log beside it sees to.
 *
 * @throws VaultMissing when there is none, or none with a key in it, and none may be made.
 * @throws VaultUnreadable, also when the file holds keys and the key of the keyed hashes is damaged.
 */
export async function openFileVault({ file, machine, mayCreate = true, slotsPerBlock = 1020 }: FileVaultOptions): Promise<FileVault> {
  const store = await openFileStore(file, { slotsPerBlock, mayCreate, random: machine.random });
  try {
    if (store.isEmpty() && !mayCreate) throw new VaultMissing(file);
    return { ...(await createVault(store, machine.random)), created: store.created, damaged: store.damaged, copyTo: store.copyTo };
  } catch (error) {
    await store.close();
    throw error instanceof HashKeyLost ? new VaultUnreadable(file, { cause: error }) : error;
  }
}
