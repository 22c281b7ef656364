import type { Machine } from '@ragtime/runtime';
import { createVault, HashKeyLost } from './create-vault.ts';
import { openFileStore } from './file/file-store.ts';
import { VaultMissing, VaultUnreadable } from './file/page-file.ts';
import type { KeyVault } from './vault.ts';

export interface FileVaultOptions {
  /** Only its owner can read it. */
  readonly file: string;
  readonly machine: Pick<Machine, 'random'>;
  /** Whether a missing vault may be created. It must be false beside a log that holds records. Default true. */
  readonly mayCreate?: boolean;
  /**
   * The number of keys made at once, rounded up to pages of 102, with one sync per block. Default 1,020. The unused rest of a block is lost at the
   * end of a run.
   */
  readonly slotsPerBlock?: number;
}

export interface FileVault extends KeyVault {
  /** True when the file held no vault. */
  readonly created: boolean;
  /** The number of keys and other records whose bytes fail their checksum. Each reads as `missing`. More than 0 is an alarm. */
  readonly damaged: number;
  /** Copies every key that is durable at the call into a new file. The caller syncs it. */
  copyTo(file: string): Promise<void>;
}

/**
 * The vault as one file, with every change synced. A key costs 40 bytes on disk and in memory. Two processes must never have it open at once; the
 * lock of the log beside it prevents that.
 *
 * @throws VaultMissing when the file is missing or holds no key, and a new vault may not be created.
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
