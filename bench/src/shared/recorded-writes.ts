import type { CommonQueryMethods, DatabasePool, QuerySqlToken } from 'slonik';
import { timed } from './figures.ts';

/** The statements of each transaction, in order. */
export type RecordedWrites = (readonly QuerySqlToken[])[];

/** Returns the same pool, which records the statements of its transactions while `isOn` returns true. */
export function recordingPool(pool: DatabasePool, recorded: RecordedWrites, isOn: () => boolean): DatabasePool {
  const transaction: DatabasePool['transaction'] = async (handler, retries) =>
    await pool.transaction(async (connection) => {
      const statements: QuerySqlToken[] = [];
      const query = (async (statement: QuerySqlToken) => {
        statements.push(statement);
        return await connection.query(statement);
      }) as CommonQueryMethods['query'];
      const result = await handler(instead(connection, { query }));
      if (isOn()) recorded.push(statements);
      return result;
    }, retries);
  return instead(pool, { transaction });
}

const instead = <Target extends object>(target: Target, members: Partial<Target>): Target =>
  new Proxy(target, { get: (of, name) => (Reflect.has(members, name) ? Reflect.get(members, name) : Reflect.get(of, name)) as unknown });

/** Sends the same statements again in the same transactions, to tables of another name, and does nothing else. @returns milliseconds */
export async function writeBare(pool: DatabasePool, recorded: RecordedWrites, [from, to]: readonly [string, string]): Promise<number> {
  const { ms } = await timed(async () => {
    for (const statements of recorded)
      await pool.transaction(async (transaction) => {
        for (const statement of statements) await transaction.query({ ...statement, sql: statement.sql.replaceAll(from, to) });
      });
  });
  return ms;
}
