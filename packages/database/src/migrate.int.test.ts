import { sql } from 'slonik';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type Migration, MigrationRefused, migrate } from './migrate.ts';
import { useDatabase } from './testing/database.ts';

const database = useDatabase();

const first: Migration = { name: '0001-first', sql: 'create schema migrated; create table migrated.a (id text primary key);' };
const second: Migration = { name: '0002-second', sql: `insert into migrated.a values ('x;y');` };
const broken: Migration = { name: '0003-broken', sql: 'create table migrated.b (id text); select 1 / 0;' };

const tables = () =>
  database().pool.anyFirst(sql.type(z.object({ t: z.string() }))`
  select tablename as t from pg_tables where schemaname = 'migrated' order by 1`);

test('each migration is applied once, in order', async () => {
  const { bulk } = database();
  expect(await migrate(bulk, 'tests', [first])).toStrictEqual(['0001-first']);
  expect(await migrate(bulk, 'tests', [first, second])).toStrictEqual(['0002-second']);
  expect(await migrate(bulk, 'tests', [first, second])).toStrictEqual([]);
});

test('a failed migration leaves no trace', async () => {
  await expect(migrate(database().bulk, 'tests', [first, second, broken])).rejects.toThrow('division by zero');
  expect(await tables()).toStrictEqual(['a']);
});

test('another text of an applied migration is refused', async () => {
  const changed = { ...first, sql: `${first.sql} -- better` };
  await expect(migrate(database().bulk, 'tests', [changed, second])).rejects.toThrow(MigrationRefused);
});

test('a database of a later release is refused', async () => {
  await expect(migrate(database().bulk, 'tests', [first])).rejects.toThrow('0002-second');
});

test('owners do not see each other’s migrations', async () => {
  expect(await migrate(database().bulk, 'others', [])).toStrictEqual([]);
});
