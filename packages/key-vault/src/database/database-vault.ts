import { type Database, migrate, readMigrations } from '@ragtime/database';
import type { Machine } from '@ragtime/runtime';
import { createVault, HashKeyLost } from '../create-vault.ts';
import type { KeyVault } from '../vault.ts';
import { openDatabaseStore } from './database-store.ts';
import { wrappingWith } from './wrapping.ts';

export interface DatabaseVaultOptions {
  /** Not that of the read models, which may be thrown away. The vault does not close it. */
  readonly database: Pick<Database, 'pool' | 'bulk'>;
  /** 32 bytes that are kept elsewhere: without them the rows are of no use. */
  readonly masterKey: Uint8Array;
  readonly machine: Machine;
  /** Whether a new vault may be begun where there is none: not beside a log that holds anything. */
  readonly mayCreate: boolean;
  /** How soon an erasure by another process is known here. Default 2,000 ms. After five times as long without an answer nothing is opened. */
  readonly watchEveryMs?: number;
  readonly onTrouble?: (error: unknown) => void;
}

/** The database holds no vault, and the log beside it is not empty. Nothing was made. */
export class DatabaseVaultMissing extends Error {
  override readonly name = 'DatabaseVaultMissing';
}

/** The database holds a vault that this master key does not open. */
export class MasterKeyWrong extends Error {
  override readonly name = 'MasterKeyWrong';
}

/**
 * The vault of an installation of several processes: any of them opens what another sealed, once it has learnt the key.
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
        'the database of the key vault is empty, and without the keys nobody can read what was sealed: put it back from a backup',
      );
    return await createVault(store, machine.random);
  } catch (error) {
    await store.close();
    throw error instanceof HashKeyLost
      ? new MasterKeyWrong('the key vault cannot be opened with this master key', { cause: error })
      : error;
  }
}
