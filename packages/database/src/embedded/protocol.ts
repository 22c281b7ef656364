/** What the thread that holds the database is asked and answers. Values are those of slonik; rows hold what `typeParsers` says. */
export type SessionRequest =
  | { readonly id: number; readonly kind: 'query'; readonly sql: string; readonly values: readonly unknown[] }
  | { readonly id: number; readonly kind: 'dump' }
  | { readonly id: number; readonly kind: 'close' };

export interface SessionResult {
  readonly command: string;
  readonly fields: readonly { readonly name: string; readonly dataTypeId: number }[];
  readonly rowCount: number | null;
  readonly rows: readonly Record<string, unknown>[];
}

export interface SessionFailure {
  /** The database itself broke (its program trapped or ended), not a statement. */
  readonly fatal: boolean;
  readonly message: string;
  /** Postgres' SQLSTATE, or undefined when a statement never reached it. */
  readonly code: string | undefined;
  readonly detail: string | undefined;
  readonly constraint: string | undefined;
}

export type SessionReply =
  | { readonly kind: 'opened' }
  | { readonly kind: 'not-opened'; readonly failure: SessionFailure }
  | { readonly id: number; readonly kind: 'result'; readonly result: SessionResult }
  | { readonly id: number; readonly kind: 'dumped'; readonly archive: Uint8Array }
  | { readonly id: number; readonly kind: 'closed' }
  | { readonly id: number; readonly kind: 'failure'; readonly failure: SessionFailure };

export interface SessionSetup {
  readonly folder: string;
  /** A gzipped tar of a data folder, which the folder is made from first; it must not be there then. */
  readonly templateFile?: string;
}
