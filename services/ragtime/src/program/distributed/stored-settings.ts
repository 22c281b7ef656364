import { type Database, isDatabaseAway, migrate, openServerDatabase, readMigrations } from '@ragtime/database';
import { VaultAway } from '@ragtime/key-vault';
import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';
import { asServerFailure } from './start-failure.ts';

/** By the setting's name; each value as it would be written in the environment. */
export type StoredSettings = Readonly<Record<string, string>>;

const Row = z.object({ name: z.string(), value: z.string() });

/**
 * Settings of the whole installation are in the database of its keys: that database cannot be rebuilt, so it is the one that is backed up. Reading
 * writes nothing, even when the table does not exist.
 *
 * @throws StartFailure server-unavailable
 */
export async function readStoredSettings(vaultUrl: string): Promise<StoredSettings> {
  return await over(vaultUrl, readSettingRows);
}

export async function readSettingRows({ pool }: Pick<Database, 'pool'>): Promise<StoredSettings> {
  const isThere = await pool.oneFirst(
    sql.type(z.object({ there: z.boolean() }))`select to_regclass('settings.setting') is not null as there`,
  );
  if (!isThere) return {};
  const rows = await pool.any(sql.type(Row)`select name, value from settings.setting order by name`);
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

/** Puts the settings of a backup back. */
export async function storeSettingRows({ bulk, pool }: Pick<Database, 'bulk' | 'pool'>, rows: StoredSettings): Promise<void> {
  await migrate(bulk, 'settings', await readMigrations(new URL('./migrations', import.meta.url)));
  for (const [name, value] of Object.entries(rows)) await putSetting(pool, name, value);
}

const putSetting = async (pool: CommonQueryMethods, name: string, value: string): Promise<unknown> =>
  await pool.query(sql.unsafe`
    insert into settings.setting (name, value, changed_at) values (${name}, ${value}, clock_timestamp())
    on conflict (name) do update set value = excluded.value, changed_at = excluded.changed_at`);

/** Each process takes the setting at its next start. @param value undefined removes the setting. @throws StartFailure server-unavailable */
export async function storeSetting(vaultUrl: string, name: string, value: string | undefined): Promise<void> {
  await over(vaultUrl, async ({ bulk, pool }) => {
    await migrate(bulk, 'settings', await readMigrations(new URL('./migrations', import.meta.url)));
    if (value === undefined) await pool.query(sql.unsafe`delete from settings.setting where name = ${name}`);
    else await putSetting(pool, name, value);
  });
}

async function over<Result>(url: string, work: (database: Database) => Promise<Result>): Promise<Result> {
  try {
    const database = await openServerDatabase({ url });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  } catch (error) {
    throw asServerFailure(isDatabaseAway(error) && error instanceof Error ? new VaultAway(error.message, { cause: error }) : error);
  }
}
