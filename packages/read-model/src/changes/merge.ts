import type { Table, Tables } from '../tables/table.ts';
import type { AnyChange, Row } from './change.ts';

/** The merged changes of a batch to one table. Each row appears once, and `clears` are applied first. */
export interface TableChanges {
  readonly clears: readonly Row[];
  readonly removes: readonly Row[];
  readonly puts: readonly Row[];
  readonly patches: readonly { readonly key: Row; readonly patch: Row }[];
}

type Pending =
  | { readonly kind: 'put'; readonly row: Row }
  | { readonly kind: 'patch'; readonly key: Row; readonly patch: Row }
  | { readonly kind: 'remove'; readonly key: Row };

/** Merges changes so that the rows are the same as after one change at a time. */
export function mergeChanges(tables: Tables, changes: readonly AnyChange[]): ReadonlyMap<string, TableChanges> {
  const pending = new Map<string, { readonly rows: Map<string, Pending>; readonly clears: Row[] }>();
  for (const change of changes) {
    const table = tables[change.table];
    if (table === undefined) throw new TypeError(`no such table: ${change.table}`);
    const of = pending.get(change.table) ?? { rows: new Map<string, Pending>(), clears: [] };
    pending.set(change.table, of);
    if ('clear' in change) {
      for (const [name, row] of of.rows) if (isUnder(keyOf(table, row), change.clear)) of.rows.delete(name);
      of.clears.push(change.clear);
      continue;
    }
    const name = nameOf(table, 'put' in change ? change.put : change.key);
    of.rows.set(name, after(of.rows.get(name), change, isCleared(of.clears, 'put' in change ? change.put : change.key)));
  }
  return new Map([...pending].map(([name, { rows, clears }]) => [name, collect([...rows.values()], clears)]));
}

type RowChange = Exclude<AnyChange, { readonly clear: Row }>;

function after(before: Pending | undefined, change: RowChange, cleared: boolean): Pending {
  if ('remove' in change) return { kind: 'remove', key: change.key };
  if ('put' in change) return { kind: 'put', row: change.put };
  if (before?.kind === 'put') return { kind: 'put', row: { ...before.row, ...change.patch } };
  if (before?.kind === 'patch') return { ...before, patch: { ...before.patch, ...change.patch } };
  if (before?.kind === 'remove' || cleared) return { kind: 'remove', key: change.key };
  return { kind: 'patch', key: change.key, patch: change.patch };
}

const collect = (rows: readonly Pending[], clears: readonly Row[]): TableChanges => ({
  clears,
  removes: rows.flatMap((row) => (row.kind === 'remove' ? [row.key] : [])),
  puts: rows.flatMap((row) => (row.kind === 'put' ? [row.row] : [])),
  patches: rows.flatMap((row) => (row.kind === 'patch' ? [{ key: row.key, patch: row.patch }] : [])),
});

const keyOf = (table: Table, pending: Pending): Row => pick(pending.kind === 'put' ? pending.row : pending.key, table.key);
const nameOf = (table: Table, row: Row): string => JSON.stringify(table.key.map((column) => row[column]));
const isUnder = (key: Row, under: Row): boolean => Object.entries(under).every(([column, value]) => key[column] === value);
const isCleared = (clears: readonly Row[], key: Row): boolean => clears.some((clear) => isUnder(key, clear));
const pick = (row: Row, columns: readonly string[]): Row => Object.fromEntries(columns.map((column) => [column, row[column]]));
