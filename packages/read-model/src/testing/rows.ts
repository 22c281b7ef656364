import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';
import type { AnyChange, Row } from '../changes/change.ts';
import { columnName, type Table, type Tables } from '../tables/table.ts';

/** The rows of each table, in the order of their keys. */
export type AllRows = Readonly<Record<string, readonly Row[]>>;

/** Applies changes one after the other by their plain meaning. */
export function foldChanges(tables: Tables, changes: readonly AnyChange[]): AllRows {
  const all = new Map(Object.keys(tables).map((name) => [name, new Map<string, Row>()]));
  for (const change of changes) {
    const table = tables[change.table];
    const rows = all.get(change.table);
    if (table === undefined || rows === undefined) throw new TypeError(`no such table: ${change.table}`);
    foldInto(table, rows, change);
  }
  return Object.fromEntries([...all].map(([name, rows]) => [name, inOrder(tables[name], [...rows.values()])]));
}

function foldInto(table: Table, rows: Map<string, Row>, change: AnyChange): void {
  if ('put' in change) rows.set(keyOf(table, change.put), change.put);
  else if ('clear' in change) {
    for (const [key, row] of rows) if (Object.entries(change.clear).every(([name, value]) => row[name] === value)) rows.delete(key);
  } else if ('remove' in change) rows.delete(keyOf(table, change.key));
  else {
    const row = rows.get(keyOf(table, change.key));
    if (row !== undefined) rows.set(keyOf(table, change.key), { ...row, ...change.patch });
  }
}

export async function readRows(pool: CommonQueryMethods, schema: string, tables: Tables): Promise<AllRows> {
  const entries = Object.entries(tables).map(async ([name, table]) => {
    const columns = sql.join(
      Object.keys(table.columns).map((column) => sql.fragment`${sql.identifier([columnName(column)])} as ${sql.identifier([column])}`),
      sql.fragment`, `,
    );
    const rows = await pool.any(
      sql.type(z.record(z.string(), z.unknown()))`select ${columns} from ${sql.identifier([schema, columnName(name)])}`,
    );
    return [name, inOrder(table, rows)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

const keyOf = (table: Table, row: Row): string => JSON.stringify(table.key.map((name) => row[name]));
const inOrder = (table: Table | undefined, rows: readonly Row[]): readonly Row[] =>
  table === undefined ? rows : rows.toSorted((one, other) => (keyOf(table, one) < keyOf(table, other) ? -1 : 1));
