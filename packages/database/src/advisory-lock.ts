import { type DatabasePool, type DatabasePoolConnection, sql } from 'slonik';

/** Numbers of this database's advisory locks. */
const locks = { migrations: 7_214_993, preparation: 7_214_994, installation: 7_214_995 } as const;

/** While one process does it, others that want to wait: for what is done once at a start, by whoever comes first. */
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
