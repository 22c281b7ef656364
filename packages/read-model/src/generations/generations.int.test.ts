import { useDatabase } from '@ragtime/database/testing';
import { sql } from 'slonik';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { discardReadModel, prepareReadModel } from '../prepare.ts';
import { projections } from '../projections/all.ts';
import { digestGeneration } from './digest.ts';
import { AlreadyBuilding, beginGeneration, dropGeneration, listGenerations, switchGeneration } from './generations.ts';

const database = useDatabase();
const { library, directory } = projections;

beforeEach(async () => {
  await discardReadModel(database().bulk);
  await prepareReadModel(database().bulk);
});

const statesOf = async () => (await listGenerations(database().pool, 'library')).map(({ generation, state }) => `${generation} ${state}`);
const schemas = async () =>
  await database().pool.anyFirst(sql.type(z.object({ name: z.string() }))`
    select schema_name as name from information_schema.schemata where schema_name ~ '^library' order by 1`);
const addReceipts = async (schema: string, from: number, to: number) =>
  await database().bulk.query(sql.unsafe`
    insert into ${sql.identifier([schema, 'receipt'])} (receipt_id, tenant_id, dataset_id, requested_at_ms)
    select 'receipt-' || n, 'tenant', 'dataset', n from generate_series(${from}::int, ${to}::int) n`);
const receiptsSeen = async () => await database().pool.oneFirst(sql.type(z.object({ n: z.int() }))`select count(*) n from library.receipt`);

describe('the generations of a projection', () => {
  test('begin with one that is live, and a restart keeps it', async () => {
    await addReceipts('library_g1', 1, 1);
    expect((await prepareReadModel(database().bulk)).library).toStrictEqual({ generation: 1, origin: 'kept' });
    expect(await receiptsSeen()).toBe(1);
  });

  test('of other code are replaced by an empty one', async () => {
    await addReceipts('library_g1', 1, 1);
    await database().bulk.query(sql.unsafe`update ragtime.generation set fingerprint = 'of other code' where projection = 'library'`);
    const origins = await prepareReadModel(database().bulk);
    expect(origins.library).toStrictEqual({ generation: 2, origin: 'replaced' });
    expect(origins.directory.origin).toBe('kept');
    expect(await statesOf()).toStrictEqual(['2 live']);
    expect(await receiptsSeen()).toBe(0);
    expect(await schemas()).toStrictEqual(['library', 'library_g2']);
  });

  test('that a crash left half built or half dropped are removed at the next start', async () => {
    await beginGeneration(database().bulk, library);
    await switchGeneration(database().bulk, library, 2);
    await beginGeneration(database().bulk, library);
    await database().bulk.query(sql.unsafe`drop table library_g1.task`);
    await database().bulk.query(
      sql.unsafe`update ragtime.generation set state = 'dropping' where projection = 'library' and generation = 1`,
    );
    await prepareReadModel(database().bulk);
    expect(await statesOf()).toStrictEqual(['2 live']);
    expect(await schemas()).toStrictEqual(['library', 'library_g2']);
  });

  test('are built one at a time', async () => {
    await beginGeneration(database().bulk, library);
    await expect(beginGeneration(database().bulk, library)).rejects.toThrow(AlreadyBuilding);
    await expect(beginGeneration(database().bulk, directory)).resolves.toBe(2);
  });

  test('are switched for readers between two statements, and back', async () => {
    const next = await beginGeneration(database().bulk, library);
    await addReceipts(`library_g${next}`, 1, 7);
    expect(await receiptsSeen()).toBe(0);
    await switchGeneration(database().bulk, library, next);
    expect(await receiptsSeen()).toBe(7);
    await switchGeneration(database().bulk, library, 1);
    expect(await receiptsSeen()).toBe(0);
    expect(await statesOf()).toStrictEqual(['1 live', '2 previous']);
  });

  test('keep one previous generation and no more', async () => {
    for (const next of [2, 3]) {
      expect(await beginGeneration(database().bulk, library)).toBe(next);
      await switchGeneration(database().bulk, library, next);
    }
    expect(await statesOf()).toStrictEqual(['2 previous', '3 live']);
    expect(await schemas()).toStrictEqual(['library', 'library_g2', 'library_g3']);
  });

  test('are not dropped while they are live', async () => {
    await expect(dropGeneration(database().bulk, library, 1)).rejects.toThrow('is live and cannot be dropped');
    expect(await receiptsSeen()).toBe(0);
  });
});

describe('a digest', () => {
  const digest = async (generation: number) => await digestGeneration(database().pool, library, generation);

  test('is equal for equal rows, in whatever order they came, and counts them', async () => {
    const next = await beginGeneration(database().bulk, library);
    await addReceipts('library_g1', 1, 1_300);
    await addReceipts(`library_g${next}`, 900, 1_300);
    await addReceipts(`library_g${next}`, 1, 899);
    expect(await digest(next)).toStrictEqual(await digest(1));
    expect((await digest(1)).rows).toBe(1_300);
  });

  test.each([
    ['a row less', sql.fragment`delete from library_g1.receipt where receipt_id = 'receipt-700'`],
    ['another value', sql.fragment`update library_g1.receipt set requested_at_ms = 0 where receipt_id = 'receipt-1300'`],
    ['a value where there was none', sql.fragment`update library_g1.receipt set document_id = '' where receipt_id = 'receipt-1'`],
  ])('differs with %s', async (_, change) => {
    await addReceipts('library_g1', 1, 1_300);
    const before = await digest(1);
    await database().bulk.query(sql.unsafe`${change}`);
    expect((await digest(1)).sha256).not.toBe(before.sha256);
  });
});
