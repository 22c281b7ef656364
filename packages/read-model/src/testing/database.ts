import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realMachine as machine, randomUuid } from '@ragtime/runtime';
import { serversIfAny } from '@ragtime/testkit/servers';
import { createPool, sql } from 'slonik';
import { afterAll, beforeAll } from 'vitest';
import type { Database } from '../database/database.ts';
import { openEmbeddedDatabase } from '../database/embedded/open.ts';
import { openServerDatabase } from '../database/server/open.ts';

/** Made from nothing once a machine, then unpacked: three times as fast. */
const templateFile = join(tmpdir(), 'ragtime-tests', 'pglite-0.5.14.tar.gz');

interface Opened {
  readonly database: Database;
  throwAway(): Promise<void>;
}

/**
 * A database of its own for the tests of one file, thrown away after them: on the server of the test run where there is one, else in
 * this process. So that one file of tests holds for both.
 */
export function useDatabase(): () => Database {
  let opened: Opened | undefined;
  beforeAll(async () => {
    const server = serversIfAny()?.postgres;
    opened = server === undefined ? await openInFolder() : await openOnServer(server);
  });
  afterAll(async () => {
    await opened?.database.close();
    await opened?.throwAway();
  });
  return () => {
    if (opened === undefined) throw new Error('the database is there within tests only');
    return opened.database;
  };
}

async function openInFolder(): Promise<Opened> {
  const parent = await mkdtemp(join(tmpdir(), 'ragtime-database-'));
  const database = await openEmbeddedDatabase({ folder: join(parent, 'database'), machine, templateFile, maintenanceIntervalMs: 0 });
  return { database, throwAway: async () => await rm(parent, { recursive: true }) };
}

async function openOnServer(url: string): Promise<Opened> {
  const name = `ragtime_${randomUuid(machine.random).replaceAll('-', '')}`;
  const server = await createPool(url);
  await server.query(sql.unsafe`create database ${sql.identifier([name])}`);
  const own = new URL(url);
  own.pathname = name;
  return {
    database: await openServerDatabase({ url: own.href }),
    async throwAway() {
      await server.query(sql.unsafe`drop database ${sql.identifier([name])} with (force)`);
      await server.end();
    },
  };
}
