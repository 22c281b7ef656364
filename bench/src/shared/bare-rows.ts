import { type DatabasePool, type PrimitiveValueExpression, sql } from 'slonik';
import { z } from 'zod';
import { timed } from './figures.ts';

export interface TableOfRows {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly PrimitiveValueExpression[])[];
}

const Column = z.object({ table: z.string(), name: z.string(), type: z.string() });

/** All rows of a schema, as text that the database reads again. */
export async function readTables(pool: DatabasePool, schema: string): Promise<readonly TableOfRows[]> {
  const columns = await pool.any(sql.type(Column)`
    select c.relname "table", a.attname "name", format_type(a.atttypid, a.atttypmod) "type"
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${schema} and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped order by c.relname, a.attnum`);
  const tables: TableOfRows[] = [];
  for (const [name, of] of Map.groupBy(columns, ({ table }) => table)) {
    const texts = of.map((column) => sql.fragment`${sql.identifier([column.name])}::text`);
    const rows = await pool.any(sql.type(z.object({ row: z.array(z.string().nullable()) }))`
      select array[${sql.join(texts, sql.fragment`, `)}] "row" from ${sql.identifier([schema, name])}`);
    tables.push({ name, columns: of, rows: rows.map(({ row }) => row) });
  }
  return tables;
}

/** Inserts them into empty copies of a schema's tables, indexes and all; the same part of each a transaction. @returns milliseconds */
export async function insertBare(
  bulk: DatabasePool,
  schema: string,
  tables: readonly TableOfRows[],
  transactions: number,
): Promise<number> {
  await bulk.query(sql.unsafe`create schema bare`);
  for (const { name } of tables)
    await bulk.query(sql.unsafe`
      create table ${sql.identifier(['bare', name])} (like ${sql.identifier([schema, name])} including all)`);
  const { ms } = await timed(async () => {
    for (let at = 0; at < transactions; at += 1)
      await bulk.transaction(async (transaction) => {
        for (const { name, columns, rows } of tables) {
          const part = rows.slice(Math.floor((at * rows.length) / transactions), Math.floor(((at + 1) * rows.length) / transactions));
          if (part.length === 0) continue;
          const names = sql.join(
            columns.map((column) => sql.identifier([column.name])),
            sql.fragment`, `,
          );
          const types = columns.map((column) => (column.type === 'boolean' ? 'bool' : 'text'));
          const casts = columns.map((column) => sql.fragment`${sql.identifier([column.name])}::${sql.identifier([castOf(column.type)])}`);
          await transaction.query(sql.unsafe`
            insert into ${sql.identifier(['bare', name])} (${names})
            select ${sql.join(casts, sql.fragment`, `)} from ${sql.unnest(part, types)} n (${names})`);
        }
      });
  });
  return ms;
}

const castOf = (type: string): string => ({ bigint: 'int8', boolean: 'bool', integer: 'int4', jsonb: 'jsonb' })[type] ?? 'text';
