/** The calls of the thread that holds the database. Values are those of slonik; `typeParsers` defines what rows hold. */
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
  /** A gzipped tar of a data folder. The folder is created from it and must not exist before. */
  readonly templateFile?: string;
}
