import type { DatabasePool } from 'slonik';

/**
 * Where read models and indexes lie. Everything in it is a fold of the log and may be thrown away.
 *
 * Two ways in, one order: short reads go before bulk writes wherever both wait for the same session, and a write that has
 * waited long enough goes before the next read, so neither starves. Inside a transaction of one pool, the other must not be
 * used (slonik refuses it: `UnexpectedForeignConnectionError`).
 */
export interface Database {
  /** For what somebody waits for: keep statements below some ten milliseconds. */
  readonly pool: DatabasePool;
  /** For projections, indexes and rebuilds: transactions below 100 ms each, since nothing interrupts them. */
  readonly bulk: DatabasePool;
  /** Checkpoint, and vacuum of what needs it. Runs on a timer of its own where the server has none. */
  maintain(): Promise<void>;
  /** Idempotent. Ends both pools; what is under way is finished. */
  close(): Promise<void>;
}
