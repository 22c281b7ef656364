import { ConnectionError, type DatabasePool, sql } from 'slonik';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { poolOf } from '../pool.ts';

export interface ServerDatabaseOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  /** Sessions at most, for what somebody waits for. Default 10. */
  readonly readersMax?: number;
  /** Sessions at most, for projections and rebuilds. Default 4. */
  readonly writersMax?: number;
  /** A read that takes longer is broken off. Default 10,000 ms. */
  readonly readTimeoutMs?: number;
  /** Default 60,000 ms. */
  readonly writeTimeoutMs?: number;
  /** How long a session may take to come about. Default 3,000 ms. */
  readonly connectTimeoutMs?: number;
}

/** The server is of a release that is not supported; the message names it and the oldest that is. */
export class ServerTooOld extends Error {
  override readonly name = 'ServerTooOld';
}

const oldestRelease = 15;
/** What two transactions did to one another, and the server's own restarts, are tried again so often before a caller hears of them. */
const retriesMax = 5;

/**
 * A Postgres server of its own, which many processes share. Sessions are opened as they are needed: a server that is down makes statements fail
 * and nothing else, and the next statement after it is up again succeeds.
 *
 * @throws ServerTooOld; slonik's ConnectionError when it cannot be reached.
 */
export async function openServerDatabase(options: ServerDatabaseOptions): Promise<Database> {
  const { url, readersMax = 10, writersMax = 4, readTimeoutMs = 10_000, writeTimeoutMs = 60_000, connectTimeoutMs = 3_000 } = options;
  const open = (sessions: number, statementTimeoutMs: number): Promise<DatabasePool> =>
    poolOf(url, {
      maxPoolSize: sessions,
      connectionTimeout: connectTimeoutMs,
      connectionRetryLimit: 0,
      statementTimeout: statementTimeoutMs,
      idleInTransactionSessionTimeout: statementTimeoutMs,
      queryRetryLimit: retriesMax,
      transactionRetryLimit: retriesMax,
      // No statement of ours leaves anything in its session.
      resetConnection: async () => {},
    });
  const [pool, bulk] = await Promise.all([open(readersMax, readTimeoutMs), open(writersMax, writeTimeoutMs)]).catch((cause: unknown) => {
    throw cause instanceof Error ? new ConnectionError(cause.message, { cause }) : cause;
  });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= Promise.all([pool.end(), bulk.end()]).then(() => undefined);
    return closing;
  };
  try {
    await refuseOld(pool);
  } catch (error) {
    await close();
    throw error;
  }
  // The server's own autovacuum does what `maintain` is for.
  return { pool, bulk, maintain: async () => {}, close };
}

async function refuseOld(pool: DatabasePool): Promise<void> {
  const version = await pool.oneFirst(
    sql.type(z.object({ version: z.coerce.number() }))`select current_setting('server_version_num') as version`,
  );
  const release = Math.floor(version / 10_000);
  if (release < oldestRelease) throw new ServerTooOld(`the server is Postgres ${release}; Ragtime needs ${oldestRelease} or newer`);
}
