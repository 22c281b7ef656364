import { type DatabasePool, type FragmentSqlToken, sql } from 'slonik';
import { z } from 'zod';
import type { AnyProjection } from '../projections/all.ts';
import { columnName, type Table } from '../tables/table.ts';
import { behind, keyColumns, sliceRows } from './digest.ts';
import { schemaOf } from './schema.ts';

/** A row that one of two generations lacks or holds with other values. Its key holds ids and no text of a person. */
export interface RowDifference {
  readonly table: string;
  readonly key: readonly (string | number)[];
  readonly what: 'missing-before' | 'missing-after' | 'values';
}

const Key = z.array(z.union([z.string(), z.number()]));
const Row = z.object({ key: Key, hash: z.string() });

interface Generations {
  readonly before: number;
  readonly after: number;
}

/** The first rows that differ, in many short statements. Neither generation may change meanwhile. */
export async function differingRows(
  pool: DatabasePool,
  projection: AnyProjection,
  { before, after }: Generations,
  max: number,
): Promise<readonly RowDifference[]> {
  const found: RowDifference[] = [];
  for (const [name, table] of Object.entries(projection.tables)) {
    const read = async (generation: number, between: Between) =>
      await pool.any(sql.type(Row)`${rowsQuery(schemaOf(projection.name, generation), name, table, between)}`);
    let last: Between['after'];
    do {
      const slice = await read(before, { after: last, limit: sliceRows });
      const end = slice.length < sliceRows ? undefined : slice.at(-1)?.key;
      const other = await read(after, { after: last, upTo: end });
      found.push(...compared(name, slice, other));
      last = end;
    } while (last !== undefined && found.length < max);
    if (found.length >= max) break;
  }
  return found.slice(0, max);
}

type Rows = readonly z.infer<typeof Row>[];

function compared(table: string, before: Rows, after: Rows): readonly RowDifference[] {
  const others = new Map(after.map(({ key, hash }) => [JSON.stringify(key), { key, hash }]));
  const differences: RowDifference[] = [];
  for (const { key, hash } of before) {
    const name = JSON.stringify(key);
    const other = others.get(name);
    others.delete(name);
    if (other === undefined) differences.push({ table, key, what: 'missing-after' });
    else if (other.hash !== hash) differences.push({ table, key, what: 'values' });
  }
  return [...differences, ...[...others.values()].map(({ key }) => ({ table, key, what: 'missing-before' }) as const)];
}

interface Between {
  readonly after?: readonly (string | number)[] | undefined;
  readonly upTo?: readonly (string | number)[] | undefined;
  readonly limit?: number;
}

function rowsQuery(schema: string, name: string, table: Table, { after, upTo, limit }: Between): FragmentSqlToken {
  const keys = keyColumns(table);
  const within = upTo === undefined ? sql.fragment`true` : sql.fragment`not ${behind(table, upTo)}`;
  const cut = limit === undefined ? sql.fragment`` : sql.fragment`limit ${limit}`;
  return sql.fragment`
    select json_build_array(${keys}) key, md5(row::text) hash from ${sql.identifier([schema, columnName(name)])} row
    where ${behind(table, after)} and ${within} order by ${keys} ${cut}`;
}
