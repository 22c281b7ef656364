import { createHash } from 'node:crypto';
import { type DatabasePool, type FragmentSqlToken, type PrimitiveValueExpression, sql } from 'slonik';
import { z } from 'zod';
import type { AnyProjection } from '../projections/all.ts';
import { columnName, type Table } from '../tables/table.ts';
import { schemaOf } from './schema.ts';

export interface Digest {
  /** 64 hexadecimal digits over every row of every table, in the order of their keys. */
  readonly sha256: string;
  readonly rows: number;
}

const Slice = z.object({ rows: z.int(), hash: z.string().nullable(), last: z.array(z.union([z.string(), z.number()])).nullable() });

/** Rows per statement; each takes a few milliseconds. */
export const sliceRows = 500;

/**
 * A digest of one generation's rows, in many short statements. The generation must not change meanwhile. Two generations of the same tables have
 * the same digest exactly when they hold the same rows.
 */
export async function digestGeneration(pool: DatabasePool, projection: AnyProjection, generation: number): Promise<Digest> {
  const whole = createHash('sha256');
  let rows = 0;
  for (const [name, table] of Object.entries(projection.tables).toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    whole.update(`${name}:`);
    let last: readonly (string | number)[] | undefined;
    do {
      const slice = await pool.one(sql.type(Slice)`${sliceQuery(schemaOf(projection.name, generation), name, table, last)}`);
      if (slice.hash !== null) whole.update(slice.hash);
      rows += slice.rows;
      last = slice.rows < sliceRows ? undefined : (slice.last ?? undefined);
    } while (last !== undefined);
  }
  return { sha256: whole.digest('hex'), rows };
}

const namesOf = ({ key }: Table) => key.map((column) => sql.identifier([columnName(column)]));

/** The columns of the key, as a list. */
export const keyColumns = (table: Table): FragmentSqlToken => sql.fragment`${sql.join(namesOf(table), sql.fragment`, `)}`;

/** Whether a row comes after a key; true without one. */
export const behind = (table: Table, after: readonly (string | number)[] | undefined): FragmentSqlToken =>
  after === undefined
    ? sql.fragment`true`
    : sql.fragment`(${keyColumns(table)}) > (${sql.join(
        after.map((value, place) => typed(value, table.columns[table.key[place] ?? '']?.type)),
        sql.fragment`, `,
      )})`;

function sliceQuery(schema: string, name: string, table: Table, after: readonly (string | number)[] | undefined): FragmentSqlToken {
  const keys = namesOf(table);
  const ordered = keyColumns(table);
  return sql.fragment`
    with slice as (select * from ${sql.identifier([schema, columnName(name)])} where ${behind(table, after)} order by ${ordered} limit ${sliceRows})
    select count(*) rows, md5(string_agg(md5(slice::text), '' order by ${ordered})) hash,
      (select json_build_array(${ordered}) from slice order by ${sql.join(
        keys.map((column) => sql.fragment`${column} desc`),
        sql.fragment`, `,
      )} limit 1) last
    from slice`;
}

const typed = (value: PrimitiveValueExpression, type: string | undefined): FragmentSqlToken =>
  type === 'int8' ? sql.fragment`${value}::int8` : sql.fragment`${value}::text`;
