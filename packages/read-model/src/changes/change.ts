import type { KeyOf, RowOf, Tables } from '../tables/table.ts';

/**
 * What an event does to one row of a table, or to all rows whose key begins with given members.
 * - `put`: the row has these values, whether it existed or not.
 * - `patch`: these columns have these values. A missing row stays missing.
 * - `remove`: the row is removed.
 * - `clear`: every row with these members in its key is removed.
 */
export type Change<Of extends Tables> = {
  [Name in keyof Of & string]:
    | { readonly table: Name; readonly put: RowOf<Of[Name]> }
    | { readonly table: Name; readonly key: KeyOf<Of[Name]>; readonly patch: Partial<RowOf<Of[Name]>> }
    | { readonly table: Name; readonly key: KeyOf<Of[Name]>; readonly remove: true }
    | { readonly table: Name; readonly clear: Partial<KeyOf<Of[Name]>> };
}[keyof Of & string];

/** A change as code for all projections sees it. Its projection checked it against the tables. */
export type AnyChange =
  | { readonly table: string; readonly put: Row }
  | { readonly table: string; readonly key: Row; readonly patch: Row }
  | { readonly table: string; readonly key: Row; readonly remove: true }
  | { readonly table: string; readonly clear: Row };

export type Row = Readonly<Record<string, unknown>>;
