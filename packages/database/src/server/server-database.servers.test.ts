import { realMachine as machine, randomUuid } from '@ragtime/runtime';
import { kill, startAgain } from '@ragtime/testkit/faults';
import { startPostgres } from '@ragtime/testkit/postgres';
import { servers } from '@ragtime/testkit/servers';
import { sql } from 'slonik';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { useDatabase } from '../testing/database.ts';
import { openServerDatabase } from './open.ts';

const database = useDatabase();
const one = sql.type(z.object({ value: z.int() }))`select 1 as value`;

async function untilItAnswers({ pool }: Database): Promise<number> {
  for (;;) {
    const value = await pool.oneFirst(one).catch(() => undefined);
    if (value !== undefined) return value;
    await machine.timers.sleep(50);
  }
}

describe('a server', () => {
  it('that is killed makes statements fail, and answers again when it is back, without a restart of this process', async () => {
    const { container, address } = await startPostgres({ keepsFiles: true });
    const own = await openServerDatabase({ url: address, connectTimeoutMs: 1_000 });
    expect(await own.pool.oneFirst(one)).toBe(1);
    await kill(container);
    await expect(own.pool.oneFirst(one)).rejects.toBeInstanceOf(Error);
    await expect(own.bulk.transaction(async (transaction) => await transaction.oneFirst(one))).rejects.toBeInstanceOf(Error);
    await startAgain(container);
    expect(await untilItAnswers(own)).toBe(1);
    expect(await own.bulk.transaction(async (transaction) => await transaction.oneFirst(one))).toBe(1);
    await own.close();
    await container.stop({ timeout: 0 });
  });

  it('cancels a statement that takes too long, and goes on', async () => {
    const hasty = await openServerDatabase({ url: servers().postgres, readTimeoutMs: 200 });
    await expect(hasty.pool.query(sql.unsafe`select pg_sleep(20)`)).rejects.toThrow(/statement timeout|cancel/iu);
    expect(await hasty.pool.oneFirst(one)).toBe(1);
    await hasty.close();
  });

  it('repeats a transaction that conflicted with another one', async () => {
    const { bulk } = database();
    const table = sql.identifier([`counter_${randomUuid(machine.random).replaceAll('-', '')}`]);
    await bulk.query(sql.unsafe`create table ${table} (value int8 not null)`);
    await bulk.query(sql.unsafe`insert into ${table} values (0)`);
    const add = async () =>
      await bulk.transaction(async (transaction) => {
        await transaction.query(sql.unsafe`set transaction isolation level serializable`);
        const value = await transaction.oneFirst(sql.type(z.object({ value: z.int() }))`select value from ${table}`);
        await transaction.query(sql.unsafe`update ${table} set value = ${value + 1}`);
      });
    await Promise.all([add(), add(), add()]);
    expect(await bulk.oneFirst(sql.type(z.object({ value: z.int() }))`select value from ${table}`)).toBe(3);
  });
});
