import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { realMachine as machine } from '@ragtime/runtime';
import { createTar, parseTar } from 'nanotar';
import { sql, UnexpectedForeignConnectionError, UniqueIntegrityConstraintViolationError } from 'slonik';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { RowRefused } from '../result-validation.ts';
import { discardEmbeddedDatabase } from './folder.ts';
import { type EmbeddedDatabase, openEmbeddedDatabase } from './open.ts';
import { DatabaseFailed } from './session.ts';

let parent: string;
let folder: string;
let database: EmbeddedDatabase;
const open = () => openEmbeddedDatabase({ folder, machine, maintenanceIntervalMs: 0, templateFile: join(parent, 'template.tar.gz') });

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'ragtime-database-'));
  folder = join(parent, 'read-model');
  database = await open();
  await database.bulk.query(sql.unsafe`create table thing (id text primary key, value jsonb, bytes bytea, place int8 not null)`);
});
afterAll(async () => {
  await database.close();
  await rm(parent, { recursive: true });
});

const Thing = z.object({ id: z.string(), value: z.unknown(), bytes: z.instanceof(Uint8Array).nullable(), place: z.int() });

describe('the embedded database', () => {
  test('is new on an empty folder', () => {
    expect(database.created).toBe(true);
  });

  test('returns the json, bytes, nulls and texts of a bulk insert unchanged', async () => {
    const rows = [
      ['a', JSON.stringify({ text: 'it\'s "quoted" \\ and {braced}, NULL' }), Buffer.from([0, 255, 92, 34]), 2 ** 53 - 1],
      ['NULL', JSON.stringify('NULL'), null, -1],
      ['', JSON.stringify([1, null, 'ü\n😀']), Buffer.from([]), 0],
    ];
    await database.bulk.query(sql.unsafe`insert into thing select * from ${sql.unnest(rows, ['text', 'jsonb', 'bytea', 'int8'])}`);
    const found = await database.pool.any(sql.type(Thing)`select id, value, bytes, place from thing order by place`);
    expect(found).toStrictEqual([
      { id: 'NULL', value: 'NULL', bytes: null, place: -1 },
      { id: '', value: [1, null, 'ü\n😀'], bytes: Uint8Array.of(), place: 0 },
      { id: 'a', value: { text: 'it\'s "quoted" \\ and {braced}, NULL' }, bytes: Uint8Array.of(0, 255, 92, 34), place: 2 ** 53 - 1 },
    ]);
  });

  test('refuses a row that does not fit its schema', async () => {
    await expect(database.pool.any(sql.type(z.object({ n: z.string() }))`select 1 as n`)).rejects.toThrow(RowRefused);
  });

  test('refuses an integer that a number cannot hold exactly', async () => {
    await expect(database.pool.any(sql.type(z.object({ n: z.number() }))`select 9007199254740993 as n`)).rejects.toThrow('2^53');
  });

  test('reports a broken constraint like every slonik driver', async () => {
    const twice = sql.unsafe`insert into thing (id, place) values ('twice', 1), ('twice', 2)`;
    await expect(database.bulk.query(twice)).rejects.toThrow(UniqueIntegrityConstraintViolationError);
  });

  test('keeps a transaction together while others read, and shows nothing of it before its end', async () => {
    const Count = z.object({ count: z.int() });
    const read = () => database.pool.one(sql.type(Count)`select count(*) from thing where id like 'tx%'`);
    const seen: number[] = [];
    let reading: Promise<unknown> = Promise.resolve();
    await database.bulk.transaction(async (transaction) => {
      await transaction.query(sql.unsafe`insert into thing (id, place) values ('tx1', 1)`);
      reading = Promise.all(Array.from({ length: 20 }, async () => void seen.push((await asOutside(read)).count)));
      await transaction.query(sql.unsafe`insert into thing (id, place) values ('tx2', 1)`);
    });
    await reading;
    expect(seen).toStrictEqual(Array.from({ length: 20 }, () => 2));
  });

  test('rolls a failed transaction back and goes on', async () => {
    const failing = database.bulk.transaction(async (transaction) => {
      await transaction.query(sql.unsafe`insert into thing (id, place) values ('gone', 1)`);
      await transaction.query(sql.unsafe`select 1 / 0`);
    });
    await expect(failing).rejects.toThrow('division by zero');
    expect(await database.pool.exists(sql.unsafe`select from thing where id = 'gone'`)).toBe(false);
  });

  test('refuses the other pool inside a transaction, where it would wait for itself', async () => {
    const inside = database.bulk.transaction(async () => await database.pool.query(sql.unsafe`select 1`));
    await expect(inside).rejects.toThrow(UnexpectedForeignConnectionError);
  });

  test('vacuums the tables with dead rows and makes a checkpoint', async () => {
    await database.bulk.query(sql.unsafe`create table worn as select n from generate_series(1, 5000) n`);
    await database.bulk.query(sql.unsafe`update worn set n = n + 1`);
    const dead = sql.type(z.object({ dead: z.int() }))`select n_dead_tup as dead from pg_stat_user_tables where relname = 'worn'`;
    // Postgres publishes the counts of a session some time after the session is idle; `maintain` acts on what is published.
    const publish = async () => await database.bulk.query(sql.unsafe`select pg_stat_force_next_flush()`);
    const deadOnes = async () => {
      await publish();
      return await database.pool.oneFirst(dead);
    };
    await expect.poll(deadOnes).toBe(5_000);
    await database.maintain();
    await expect.poll(deadOnes).toBe(0);
  });

  test('offers vectors and BM25', async () => {
    await database.bulk.query(sql.unsafe`create extension vector`);
    await database.bulk.query(sql.unsafe`create extension pg_textsearch`);
    expect(await database.pool.oneFirst(sql.type(z.object({ d: z.number() }))`select '[1,0]'::vector <-> '[0,0]' as d`)).toBe(1);
  });

  test('holds the same rows after it is closed and opened', async () => {
    await database.close();
    database = await open();
    expect(database.created).toBe(false);
    expect(await database.pool.exists(sql.unsafe`select from thing where id = 'tx2'`)).toBe(true);
  });

  test('is empty after it was discarded, and is then created from the template', async () => {
    await database.close();
    await writeFile(`${folder}.making`, 'the remains of a crash');
    await discardEmbeddedDatabase(folder);
    expect(await readdir(parent)).toStrictEqual(['template.tar.gz']);
    database = await open();
    expect(database.created).toBe(true);
    expect(await database.pool.any(sql.unsafe`select from pg_tables where schemaname = 'public'`)).toStrictEqual([]);
  });

  test('ignores a damaged template and writes a good one', async () => {
    await database.close();
    await discardEmbeddedDatabase(folder);
    await writeFile(join(parent, 'template.tar.gz'), 'no archive');
    database = await open();
    expect(await database.pool.oneFirst(sql.type(z.object({ n: z.int() }))`select 1 as n`)).toBe(1);
    expect((await stat(join(parent, 'template.tar.gz'))).size).toBeGreaterThan(1_000_000);
  });

  test('ignores a template that is complete and does not open, reports no failure, and writes a good one', async () => {
    await database.close();
    await discardEmbeddedDatabase(folder);
    const template = join(parent, 'template.tar.gz');
    const entries = parseTar(gunzipSync(await readFile(template)));
    const broken = entries.filter(({ name }) => !name.startsWith('global/'));
    await writeFile(template, gzipSync(createTar(broken.map(({ name, data }) => ({ name, ...(data === undefined ? {} : { data }) })))));
    const failures: Error[] = [];
    database = await openEmbeddedDatabase({
      folder,
      machine,
      maintenanceIntervalMs: 0,
      templateFile: template,
      onFailure: (error) => failures.push(error),
    });
    expect(await database.pool.oneFirst(sql.type(z.object({ n: z.int() }))`select 1 as n`)).toBe(1);
    expect(failures).toStrictEqual([]);
    expect(parseTar(gunzipSync(await readFile(template)))).toHaveLength(entries.length);
  });

  test('removes the remains of a crash beside it', async () => {
    await database.close();
    await mkdir(`${folder}.discarded`);
    database = await open();
    expect((await readdir(parent)).toSorted()).toStrictEqual(['read-model', 'template.tar.gz']);
  });

  test('reports a folder that holds something else than a database', async () => {
    const broken = join(parent, 'broken');
    await mkdir(broken);
    await writeFile(join(broken, 'PG_VERSION'), '18');
    await expect(openEmbeddedDatabase({ folder: broken, machine })).rejects.toThrow(DatabaseFailed);
  });
});

/** Runs outside the transaction's context, as a request of another caller does. */
const asOutside = <Result>(run: () => Promise<Result>): Promise<Result> => outside.runInAsyncScope(run);
const outside = new (await import('node:async_hooks')).AsyncResource('outside');
