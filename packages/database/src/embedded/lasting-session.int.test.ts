import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realMachine as machine } from '@ragtime/runtime';
import { sql } from 'slonik';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { isDatabaseAway } from '../is-away.ts';
import { type EmbeddedDatabase, openEmbeddedDatabase } from './open.ts';
import { StatementStopped } from './session.ts';

let parent: string;
let folder: string;
let database: EmbeddedDatabase;
const failures: Error[] = [];
const lost = Promise.withResolvers<Error>();

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'ragtime-lasting-'));
  folder = join(parent, 'database');
  database = await openEmbeddedDatabase({
    folder,
    machine,
    maintenanceIntervalMs: 0,
    readTimeoutMs: 2_000,
    writeTimeoutMs: 2_000,
    onFailure: (error) => failures.push(error),
    onLost: lost.resolve,
  });
  await database.bulk.query(sql.unsafe`create table thing (id text primary key)`);
});
afterAll(async () => {
  await database.close();
  await rm(parent, { recursive: true, force: true });
});

/** It needs no file on the way. */
const endless = sql.unsafe`do $$ begin loop null; end loop; end $$`;
const ids = async (): Promise<readonly string[]> =>
  await database.pool.anyFirst(sql.type(z.object({ id: z.string() }))`select id from thing order by id`);
const failureOf = async (asking: Promise<unknown>): Promise<unknown> => await asking.then(() => undefined).catch((error: unknown) => error);

it('a statement without an end is stopped at its limit, and the readers that waited for it are served', async () => {
  await database.bulk.query(sql.unsafe`insert into thing values ('kept')`);
  const [stopped, ...found] = await Promise.all([failureOf(database.pool.query(endless)), ids(), ids(), ids()]);
  expect(stopped).toBeInstanceOf(StatementStopped);
  expect(isDatabaseAway(stopped)).toBe(true);
  expect(found).toEqual([['kept'], ['kept'], ['kept']]);
  expect(failures).toEqual([stopped]);
});

it('a transaction whose statement is stopped leaves nothing behind, and does not go on in the next session', async () => {
  const transaction = database.bulk.transaction(async (inside) => {
    await inside.query(sql.unsafe`insert into thing values ('before')`);
    await failureOf(inside.query(endless));
    await inside.query(sql.unsafe`insert into thing values ('after')`);
  });
  expect(await failureOf(transaction)).toBeInstanceOf(StatementStopped);
  expect(await ids()).toEqual(['kept']);
});

it('settings of the session hold for the next one', async () => {
  const size = sql.type(z.object({ work_mem: z.string() }))`show work_mem`;
  await database.bulk.query(sql.unsafe`set work_mem = '7MB'`);
  await failureOf(database.pool.query(endless));
  expect(await database.pool.oneFirst(size)).toBe('7MB');
});

it('a folder that does not open any more is reported once, and every statement fails', async () => {
  // The session keeps what it needs to run the next statement without a file.
  await database.pool.query(sql.unsafe`do $$ begin null; end $$`);
  await rename(folder, `${folder}.gone`);
  await failureOf(database.pool.query(endless));
  expect((await lost.promise).message).toContain('cannot be opened again');
  const failure = await failureOf(ids());
  expect(isDatabaseAway(failure)).toBe(true);
});
