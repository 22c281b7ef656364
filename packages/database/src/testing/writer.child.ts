import { realMachine as machine } from '@ragtime/runtime';
import { sql } from 'slonik';
import { z } from 'zod';
import { openEmbeddedDatabase } from '../embedded/open.ts';

/** Writes a row and its number in one transaction, prints the number, and goes on until it is killed. */
const folder = process.argv[2];
if (folder === undefined) throw new Error('the folder is missing: pass it as the first argument');
const { bulk } = await openEmbeddedDatabase({ folder, machine, maintenanceIntervalMs: 50 });
process.stdout.write('opened\n');
await bulk.query(sql.unsafe`create table if not exists entry (number int8 primary key, filling text not null)`);
await bulk.query(sql.unsafe`create table if not exists place (one bool primary key, number int8 not null)`);
await bulk.query(sql.unsafe`insert into place values (true, 0) on conflict do nothing`);
for (;;) {
  const number = await bulk.transaction(async (transaction) => {
    const next = (await transaction.oneFirst(sql.type(z.object({ number: z.int() }))`select number from place`)) + 1;
    await transaction.query(sql.unsafe`insert into entry values (${next}, ${'x'.repeat(500)})`);
    await transaction.query(sql.unsafe`update place set number = ${next}`);
    return next;
  });
  process.stdout.write(`${number}\n`);
}
