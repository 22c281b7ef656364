import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realMachine as machine } from '@ragtime/runtime';
import { afterAll, beforeAll } from 'vitest';
import { type EmbeddedDatabase, openEmbeddedDatabase } from '../database/embedded/open.ts';

/** Made from nothing once a machine, then unpacked: three times as fast. */
const templateFile = join(tmpdir(), 'ragtime-tests', 'pglite-0.5.14.tar.gz');

/** A database of its own for the tests of one file, thrown away after them. */
export function useDatabase(): () => EmbeddedDatabase {
  let parent: string | undefined;
  let database: EmbeddedDatabase | undefined;
  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'ragtime-database-'));
    database = await openEmbeddedDatabase({ folder: join(parent, 'database'), machine, templateFile, maintenanceIntervalMs: 0 });
  });
  afterAll(async () => {
    await database?.close();
    if (parent !== undefined) await rm(parent, { recursive: true });
  });
  return () => {
    if (database === undefined) throw new Error('the database is there within tests only');
    return database;
  };
}
