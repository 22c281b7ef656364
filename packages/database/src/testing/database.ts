import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realMachine as machine, randomUuid } from '@ragtime/runtime';
import { serversIfAny } from '@ragtime/testkit/servers';
import { createPool, sql } from 'slonik';
import { afterAll, beforeAll } from 'vitest';
import type { Database } from '../database.ts';
import { openEmbeddedDatabase } from '../embedded/open.ts';
import { openServerDatabase } from '../server/open.ts';

/** Created once per machine, then unpacked, which is three times as fast. */
const templateFile = join(tmpdir(), 'ragtime-tests', 'pglite-0.5.14.tar.gz');

interface TestDatabase {
  readonly database: Database;
  /** The address at which other processes reach it; undefined for one in this process. */
  readonly url: string | undefined;
  throwAway(): Promise<void>;
}

/**
 * A separate database for the tests of one file, removed after them. It is on the test run's server if there is one, otherwise in this process, so
 * the same tests check both.
 */
export function useDatabase(): () => Database {
  let opened: TestDatabase | undefined;
  beforeAll(async () => {
    opened = await openTestDatabase();
  });
  afterAll(async () => await opened?.throwAway());
  return () => {
    if (opened === undefined) throw new Error('the database exists only within tests');
    return opened.database;
  };
}

/** Opens one more empty database, besides that of `useDatabase`. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const server = serversIfAny()?.postgres;
  return server === undefined ? await openInFolder() : await openOnServer(server);
}

async function openInFolder(): Promise<TestDatabase> {
  const parent = await mkdtemp(join(tmpdir(), 'ragtime-database-'));
  const database = await openEmbeddedDatabase({ folder: join(parent, 'database'), machine, templateFile, maintenanceIntervalMs: 0 });
  return {
    database,
    url: undefined,
    async throwAway() {
      await database.close();
      await rm(parent, { recursive: true });
    },
  };
}

async function openOnServer(url: string): Promise<TestDatabase> {
  const name = `ragtime_${randomUuid(machine.random).replaceAll('-', '')}`;
  const server = await createPool(url);
  await server.query(sql.unsafe`create database ${sql.identifier([name])}`);
  const own = new URL(url);
  own.pathname = name;
  const database = await openServerDatabase({ url: own.href });
  return {
    database,
    url: own.href,
    async throwAway() {
      await database.close();
      await server.query(sql.unsafe`drop database ${sql.identifier([name])} with (force)`);
      await server.end();
    },
  };
}
