export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

type ColumnType = 'text' | 'int8' | 'bool' | 'jsonb';

export interface Column {
  readonly type: ColumnType;
  readonly nullable: boolean;
}

const column = <const Type extends ColumnType>(type: Type) => ({ type, nullable: false }) as const;
export const text = column('text');
/** A count, an offset, or milliseconds since 1970. */
export const integer = column('int8');
export const flag = column('bool');
export const json = column('jsonb');
export const optional = <const Of extends Column>({ type }: Of) =>
  ({ type, nullable: true }) as { readonly type: Of['type']; readonly nullable: true };

interface ValueByType {
  readonly text: string;
  readonly int8: number;
  readonly bool: boolean;
  readonly jsonb: JsonValue;
}

type ValueOf<Of extends Column> = ValueByType[Of['type']] | (Of['nullable'] extends true ? null : never);

export type Columns = Readonly<Record<string, Column>>;

/** A table of a projection. It is created with each generation, so it has no migrations. Names are camelCase here and snake_case in SQL. */
export interface Table<Of extends Columns = Columns, Key extends string = string> {
  readonly columns: Of;
  readonly key: readonly Key[];
  /** Lists of columns that queries search by or that removals use. */
  readonly indexes: readonly (readonly string[])[];
}

export type RowOf<Of extends Table> = { readonly [Name in keyof Of['columns']]: ValueOf<Of['columns'][Name]> };

/** The members that identify a row. */
export type KeyOf<Of extends Table> = Pick<RowOf<Of>, Of['key'][number] & keyof RowOf<Of>>;

export type Tables = Readonly<Record<string, Table>>;

export const table = <const Of extends Columns, const Key extends keyof Of & string>(
  columns: Of,
  key: readonly Key[],
  indexes: readonly (readonly (keyof Of & string)[])[] = [],
): Table<Of, Key> => ({ columns, key, indexes });

export const columnName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
