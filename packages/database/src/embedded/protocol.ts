/** What the thread that holds the database can be asked. Values are those of slonik; rows hold what `typeParsers` says. */
export interface SessionCalls {
  readonly query: (statement: { readonly sql: string; readonly values: readonly unknown[] }) => SessionResult;
  /** The whole data folder as a gzipped tar. */
  readonly dump: (nothing: undefined) => Uint8Array;
  readonly close: (nothing: undefined) => void;
}

export interface SessionResult {
  readonly command: string;
  readonly fields: readonly { readonly name: string; readonly dataTypeId: number }[];
  readonly rowCount: number | null;
  readonly rows: readonly Record<string, unknown>[];
}

export interface SessionSetup {
  readonly folder: string;
  /** A gzipped tar of a data folder, which the folder is made from first; it must not be there then. */
  readonly templateFile?: string;
}
