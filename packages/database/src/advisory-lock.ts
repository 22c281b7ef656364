import { type DatabasePool, type DatabasePoolConnection, sql } from 'slonik';

/** The numbers of this database's advisory locks. */
const locks = { migrations: 7_214_993, preparation: 7_214_994, installation: 7_214_995 } as const;

/** Runs an action that one process may do at a time; others wait. It is for work at a start that the first process does. */
export async function withAdvisoryLock<Result>(
  pool: DatabasePool,
  name: keyof typeof locks,
  act: (session: DatabasePoolConnection) => Promise<Result>,
): Promise<Result> {
  return await pool.connect(async (session) => {
    await session.query(sql.unsafe`select pg_advisory_lock(${locks[name]})`);
    try {
      return await act(session);
    } finally {
      await session.query(sql.unsafe`select pg_advisory_unlock(${locks[name]})`);
    }
  });
}
