import type { Interceptor, QueryResultRow } from 'slonik';

/**
 * slonik types rows by the query's schema but does not check them. This interceptor does, and throws when the schema refuses a row. So a query that
 * no longer fits its tables fails at once instead of returning a wrong answer.
 */
export const validateRows: Interceptor = {
  name: 'validate-rows',
  transformRow: ({ resultParser }, { sql }, row) => {
    if (resultParser === undefined) return row;
    const result = resultParser['~standard'].validate(row);
    if (result instanceof Promise) throw new TypeError('row schemas must be synchronous');
    if (result.issues !== undefined) throw new RowRefused(sql, result.issues);
    return result.value as QueryResultRow;
  },
};

type Issues = readonly { readonly message: string; readonly path?: readonly unknown[] | undefined }[];

export class RowRefused extends Error {
  override readonly name = 'RowRefused';
  readonly sql: string;

  constructor(sql: string, issues: Issues) {
    super(
      `the database answered a row that the query's schema refuses: ${issues.map(({ message, path }) => `${pathOf(path)} ${message}`).join('; ')}`,
    );
    this.sql = sql;
  }
}

const pathOf = (path: readonly unknown[] = []): string =>
  path.map((part) => (typeof part === 'object' && part !== null && 'key' in part ? String(part.key) : String(part))).join('.');
