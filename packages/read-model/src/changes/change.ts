import type { KeyOf, RowOf, Tables } from '../tables/table.ts';

/**
 * What an event does to one row of one table, or to all rows under the beginning of a key.
 * - `put`: the row is this, whether it was there or not.
 * - `patch`: these columns are this. Of a row that is gone it changes nothing.
 * - `remove`: the row is gone.
 * - `clear`: every row with these members in its key is gone.
 */
export type Change<Of extends Tables> = {
  [Name in keyof Of & string]:
    | { readonly table: Name; readonly put: RowOf<Of[Name]> }
    | { readonly table: Name; readonly key: KeyOf<Of[Name]>; readonly patch: Partial<RowOf<Of[Name]>> }
    | { readonly table: Name; readonly key: KeyOf<Of[Name]>; readonly remove: true }
    | { readonly table: Name; readonly clear: Partial<KeyOf<Of[Name]>> };
}[keyof Of & string];

/** A change as the code that serves every projection sees it: checked against the tables where it was made. */
export type AnyChange =
  | { readonly table: string; readonly put: Row }
  | { readonly table: string; readonly key: Row; readonly patch: Row }
  | { readonly table: string; readonly key: Row; readonly remove: true }
  | { readonly table: string; readonly clear: Row };

export type Row = Readonly<Record<string, unknown>>;
