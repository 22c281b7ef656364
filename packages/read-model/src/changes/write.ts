import { storableText } from '@ragtime/database';
import { type CommonQueryMethods, type FragmentSqlToken, type PrimitiveValueExpression, type QuerySqlToken, sql } from 'slonik';
import { columnName, type Table, type Tables } from '../tables/table.ts';
import type { Row } from './change.ts';
import type { TableChanges } from './merge.ts';

/**
 * Writes a merged batch: one statement per table and kind of change (for patches: per set of columns), however many rows there are. Call it within
 * the transaction that moves the position.
 */
export async function writeChanges(
  transaction: CommonQueryMethods,
  schema: string,
  tables: Tables,
  merged: ReadonlyMap<string, TableChanges>,
): Promise<void> {
  for (const [name, changes] of merged) {
    const table = tables[name];
    if (table === undefined) throw new TypeError(`no such table: ${name}`);
    for (const statement of statementsFor(sql.identifier([schema, columnName(name)]), table, changes)) await transaction.query(statement);
  }
}

type Identifier = ReturnType<typeof sql.identifier>;

function* statementsFor(target: Identifier, table: Table, { clears, removes, puts, patches }: TableChanges): Generator<QuerySqlToken> {
  for (const [columns, keys] of groupBy(clears, (clear) => Object.keys(clear))) yield remove(target, table, columns, keys);
  if (removes.length > 0) yield remove(target, table, table.key, removes);
  if (puts.length > 0) yield put(target, table, puts);
  for (const [columns, rows] of groupBy(patches, ({ patch }) => Object.keys(patch))) {
    if (columns.length > 0)
      yield patch(
        target,
        table,
        columns,
        rows.map((row) => ({ ...row.key, ...row.patch })),
      );
  }
}

const remove = (target: Identifier, table: Table, columns: readonly string[], rows: readonly Row[]): QuerySqlToken => sql.unsafe`
  delete from ${target} t using ${asRows(table, columns, rows)} where ${sameIn(columns)}`;

const put = (target: Identifier, table: Table, rows: readonly Row[]): QuerySqlToken => {
  const columns = Object.keys(table.columns);
  const written = columns.filter((column) => !table.key.includes(column));
  const update =
    written.length === 0
      ? sql.fragment`nothing`
      : sql.fragment`update set ${list(written, (column) => sql.fragment`${column} = excluded.${column}`)}`;
  return sql.unsafe`
    insert into ${target} (${list(columns, (column) => column)}) select ${list(columns, (column) => sql.fragment`n.${column}`)}
    from ${asRows(table, columns, rows)} on conflict (${list(table.key, (column) => column)}) do ${update}`;
};

const patch = (target: Identifier, table: Table, columns: readonly string[], rows: readonly Row[]): QuerySqlToken => sql.unsafe`
  update ${target} t set ${list(columns, (column) => sql.fragment`${column} = n.${column}`)}
  from ${asRows(table, [...table.key, ...columns], rows)} where ${sameIn(table.key)}`;

const sameIn = (columns: readonly string[]): FragmentSqlToken =>
  sql.fragment`${sql.join(
    columns.map((column) => sql.fragment`t.${identifier(column)} = n.${identifier(column)}`),
    sql.fragment` and `,
  )}`;

/** `unnest(…) n (…)`: one row per record, from arrays of one type each. */
function asRows(table: Table, columns: readonly string[], rows: readonly Row[]): FragmentSqlToken {
  const types = columns.map((column) => typeOf(table, column));
  const values = rows.map((row) => columns.map((column) => asValue(row[column], typeOf(table, column))));
  return sql.fragment`${sql.unnest(values, types)} n (${list(columns, (column) => column)})`;
}

/** In a JSON column, JSON null is a value and SQL null is its absence. A row's null always means absence. */
function asValue(value: unknown, type: string): PrimitiveValueExpression {
  if (value === null) return null;
  if (type === 'jsonb') return JSON.stringify(storableJson(value));
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  throw new TypeError(`a column of ${type} cannot hold a ${typeof value}`);
}

function storableJson(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storableJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [storableText(name), storableJson(member)]));
}

function typeOf(table: Table, column: string): string {
  const type = table.columns[column]?.type;
  if (type === undefined) throw new TypeError(`no such column: ${column}`);
  return type;
}

const identifier = (column: string): Identifier => sql.identifier([columnName(column)]);
const list = (columns: readonly string[], of: (column: Identifier) => FragmentSqlToken | Identifier): FragmentSqlToken =>
  sql.fragment`${sql.join(
    columns.map((column) => of(identifier(column))),
    sql.fragment`, `,
  )}`;

function groupBy<Item>(
  items: readonly Item[],
  columnsOf: (item: Item) => readonly string[],
): readonly (readonly [readonly string[], readonly Item[]])[] {
  const groups = Map.groupBy(items, (item) => JSON.stringify(columnsOf(item).toSorted()));
  return [...groups.values()].map((group) => [group[0] === undefined ? [] : columnsOf(group[0]).toSorted(), group]);
}
