import { type Database, migrate, readMigrations } from '@ragtime/database';
import type { Machine } from '@ragtime/runtime';
import { createVault, HashKeyLost } from '../create-vault.ts';
import type { KeyVault } from '../vault.ts';
import { openDatabaseStore } from './database-store.ts';
import { wrappingWith } from './wrapping.ts';

export interface DatabaseVaultOptions {
  /** Not the database of the read models, which may be discarded. The vault does not close it. */
  readonly database: Pick<Database, 'pool' | 'bulk'>;
  /** 32 bytes that are kept elsewhere. The rows are useless without them. */
  readonly masterKey: Uint8Array;
  readonly machine: Machine;
  /** Whether a missing vault may be created. It must be false beside a log that holds records. */
  readonly mayCreate: boolean;
  /** How soon this process knows of an erasure by another one. Default 2,000 ms. After five times as long without an answer it opens nothing. */
  readonly watchEveryMs?: number;
  readonly onTrouble?: (error: unknown) => void;
}

/** The database holds no vault, and the log beside it is not empty. Nothing was created. */
export class DatabaseVaultMissing extends Error {
  override readonly name = 'DatabaseVaultMissing';
}

/** The database holds a vault that this master key does not open. */
export class MasterKeyWrong extends Error {
  override readonly name = 'MasterKeyWrong';
}

/**
 * The vault of an installation with several processes. Each process opens what another one sealed, once it has learnt the key.
 *
 * @throws DatabaseVaultMissing, MasterKeyWrong, VaultAway; MigrationRefused when a later release has shaped it.
 */
export async function openDatabaseVault(options: DatabaseVaultOptions): Promise<KeyVault> {
  const { database, masterKey, machine, mayCreate, watchEveryMs = 2_000, onTrouble = () => undefined } = options;
  if (masterKey.byteLength !== 32) throw new RangeError('a master key has 32 bytes');
  await migrate(database.bulk, 'key-vault', await readMigrations(new URL('./migrations', import.meta.url)));
  const { pool } = database;
  const store = await openDatabaseStore({ pool, wrapping: wrappingWith(masterKey, machine.random), machine, watchEveryMs, onTrouble });
  try {
    if (store.isEmpty() && !mayCreate)
      throw new DatabaseVaultMissing(
        'the database of the key vault is empty, and sealed data cannot be read without its keys: restore it from a backup',
      );
    return await createVault(store, machine.random);
  } catch (error) {
    await store.close();
    throw error instanceof HashKeyLost
      ? new MasterKeyWrong('the key vault cannot be opened with this master key', { cause: error })
      : error;
  }
}
