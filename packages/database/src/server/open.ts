import { type Machine, realMachine } from '@ragtime/runtime';
import { ConnectionError, type DatabasePool, sql } from 'slonik';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { poolOf } from '../pool.ts';
import { createScrub } from '../scrub.ts';

export interface ServerDatabaseOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  /** The most sessions for reads that a caller waits for. Default 10. */
  readonly readersMax?: number;
  /** The most sessions for projections and rebuilds. Default 4. */
  readonly writersMax?: number;
  /** A read that takes longer is cancelled. Default 10,000 ms. */
  readonly readTimeoutMs?: number;
  /** Default 60,000 ms. */
  readonly writeTimeoutMs?: number;
  /** Default: that of the process. */
  readonly machine?: Pick<Machine, 'clock' | 'timers'>;
  /** How long opening a session may take. Default 3,000 ms. */
  readonly connectTimeoutMs?: number;
}

/** The server has an unsupported release. The message names it and the oldest supported one. */
export class ServerTooOld extends Error {
  override readonly name = 'ServerTooOld';
}

const oldestRelease = 15;
/** Conflicts between transactions and the server's restarts are retried this often before a caller sees the error. */
const retriesMax = 5;

/**
 * A separate Postgres server that many processes share. Sessions are opened when they are needed. While the server is down, statements fail; the
 * next statement after it is up succeeds.
 *
 * @throws ServerTooOld; slonik's ConnectionError when the server cannot be reached.
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
      // No statement of ours changes its session.
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
  // The server's own autovacuum does the work of `maintain`.
  return { pool, bulk, maintain: async () => {}, scrub: createScrub(bulk, options.machine ?? realMachine, 'of-the-server'), close };
}

async function refuseOld(pool: DatabasePool): Promise<void> {
  const version = await pool.oneFirst(
    sql.type(z.object({ version: z.coerce.number() }))`select current_setting('server_version_num') as version`,
  );
  const release = Math.floor(version / 10_000);
  if (release < oldestRelease) throw new ServerTooOld(`the server is Postgres ${release}; Ragtime needs ${oldestRelease} or newer`);
}
