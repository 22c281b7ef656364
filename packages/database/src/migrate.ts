import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { type CommonQueryMethods, type DatabasePool, type DatabasePoolConnection, sql } from 'slonik';
import { z } from 'zod';
import { withAdvisoryLock } from './advisory-lock.ts';
import { splitStatements } from './split-statements.ts';

/** Migrations go forward only. After a release neither name nor text may change: applied ones are compared by hash. */
export interface Migration {
  /** `NNNN-what-it-does`: applied in this order. */
  readonly name: string;
  readonly sql: string;
}

/** Other code has shaped this database. Nothing in it was changed. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused';
}

const Applied = z.object({ name: z.string(), sha256: z.string() });

/** All `NNNN-name.sql` files of a folder. @throws MigrationRefused when another file is in it. */
export async function readMigrations(folder: URL): Promise<readonly Migration[]> {
  const files = (await readdir(folder)).toSorted();
  const unexpected = files.find((file) => !/^\d{4}-[a-z0-9-]+\.sql$/.test(file));
  if (unexpected !== undefined) throw new MigrationRefused(`${unexpected} is not a migration: migrations are named NNNN-name.sql`);
  return await Promise.all(
    files.map(async (file) => ({ name: file.slice(0, -'.sql'.length), sql: await readFile(new URL(file, `${folder.href}/`), 'utf8') })),
  );
}

/**
 * Brings the tables of one owner (a package's name) up to date under an advisory lock. Each migration has its own transaction.
 *
 * @returns the names of the migrations that it applied.
 * @throws MigrationRefused when the database holds a migration of this owner that is not in the list, or that has another text.
 */
export async function migrate(pool: DatabasePool, owner: string, migrations: readonly Migration[]): Promise<readonly string[]> {
  return await withAdvisoryLock(pool, 'migrations', async (session) => await migrateOver(session, owner, migrations));
}

async function migrateOver(pool: DatabasePoolConnection, owner: string, migrations: readonly Migration[]): Promise<readonly string[]> {
  await pool.query(sql.unsafe`create schema if not exists ragtime`);
  await pool.query(sql.unsafe`
    create table if not exists ragtime.migration (owner text, name text, sha256 text not null, primary key (owner, name))`);
  const applied = await pool.any(sql.type(Applied)`select name, sha256 from ragtime.migration where owner = ${owner} order by name`);
  for (const [place, { name, sha256 }] of applied.entries()) {
    const ours = migrations[place];
    if (ours?.name !== name) throw new MigrationRefused(`the database was migrated by another release: it has ${owner}/${name}`);
    if (hashOf(ours) !== sha256) throw new MigrationRefused(`the migration ${owner}/${name} differs from the one that was applied`);
  }
  const missing = migrations.slice(applied.length);
  for (const migration of missing) await pool.transaction(async (transaction) => await apply(transaction, owner, migration));
  return missing.map(({ name }) => name);
}

async function apply(transaction: CommonQueryMethods, owner: string, migration: Migration): Promise<void> {
  for (const statement of splitStatements(migration.sql)) await transaction.query(statement);
  await transaction.query(sql.unsafe`
    insert into ragtime.migration (owner, name, sha256) values (${owner}, ${migration.name}, ${hashOf(migration)})`);
}

const hashOf = ({ sql: text }: Migration): string => createHash('sha256').update(text).digest('hex');
