import type { Column, Tables } from '../tables/table.ts';
import type { AnyChange, Row } from './change.ts';

/**
 * Whether a change can be written at all. Asked where the event is applied, so that one that cannot stops its own key; the
 * store would take it for trouble of its own and try for ever.
 *
 * @throws TypeError
 */
export function checkChange(tables: Tables, change: AnyChange): void {
  const table = tables[change.table];
  if (table === undefined) throw new TypeError(`no such table: ${change.table}`);
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
