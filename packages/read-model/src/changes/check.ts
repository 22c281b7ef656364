import type { Column, Tables } from '../tables/table.ts';
import type { AnyChange, Row } from './change.ts';

/**
 * Checks that a change can be written. It runs where the event is applied, so that a bad change stops its own key. The store would take it for its
 * own trouble and retry for ever.
 *
 * @throws TypeError
 */
export function checkChange(tables: Tables, change: AnyChange): void {
  const table = tables[change.table];
  if (table === undefined) throw new TypeError(`there is no table ${change.table}`);
  if ('put' in change) return checkColumns(change.table, table.columns, Object.keys(table.columns), change.put);
  if ('clear' in change) return checkColumns(change.table, table.columns, Object.keys(change.clear), change.clear);
  checkColumns(change.table, table.columns, table.key, change.key);
  if ('patch' in change) checkColumns(change.table, table.columns, Object.keys(change.patch), change.patch);
}

function checkColumns(table: string, columns: Readonly<Record<string, Column>>, names: readonly string[], row: Row): void {
  for (const name of names) {
    const column = columns[name];
    if (column === undefined || !fits(column, row[name])) throw new TypeError(`${table}.${name} cannot be a ${describe(row[name])}`);
  }
}

function fits({ type, nullable }: Column, value: unknown): boolean {
  if (value === null) return nullable;
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'int8':
      return Number.isSafeInteger(value);
    case 'bool':
      return typeof value === 'boolean';
    case 'jsonb':
      return value !== undefined;
  }
}

const describe = (value: unknown): string => (typeof value === 'number' ? String(value) : value === null ? 'null' : typeof value);
