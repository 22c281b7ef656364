import type { DatabasePool } from 'slonik';

/**
 * The database of read models and indexes. Everything in it is a fold of the log and can be rebuilt.
 *
 * It has two pools with one order. Where both wait for the same session, short reads go before bulk writes; a write that has waited long enough
 * goes before the next read. So neither starves. Inside a transaction of one pool, the other must not be used (slonik refuses it:
 * `UnexpectedForeignConnectionError`).
 */
export interface Database {
  /** For reads that a caller waits for: keep statements below about ten milliseconds. */
  readonly pool: DatabasePool;
  /** For projections, indexes and rebuilds. Keep transactions below 100 ms each, because nothing interrupts them. */
  readonly bulk: DatabasePool;
  /** Makes a checkpoint and vacuums the tables that need it. It also runs on a timer where the server has none. */
  maintain(): Promise<void>;
  /**
   * When it resolves, rows that were deleted before the call are in no file of the database any more. Rewrites tables, so its callers wait for each
   * other and for a pause after each rewrite. Tables with a graph of vectors are left to the rebuild of their index. On a server, its write-ahead log
   * and its archives belong to the operator.
   */
  scrub(): Promise<void>;
  /** Idempotent. Ends both pools after the statements that are under way. */
  close(): Promise<void>;
}
