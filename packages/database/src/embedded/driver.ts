import {
  CheckIntegrityConstraintViolationError,
  createDriverFactory,
  type DriverCommand,
  type DriverFactory,
  ForeignKeyIntegrityConstraintViolationError,
  InputSyntaxError,
  InvalidInputError,
  NotNullIntegrityConstraintViolationError,
  UniqueIntegrityConstraintViolationError,
} from 'slonik';
import type { LastingSession, SessionNow } from './lasting-session.ts';
import { DatabaseFailed, StatementFailed } from './session.ts';
import type { SessionGate, Urgency } from './session-gate.ts';

/**
 * Presents slonik's clients as handles on one session. A client enters the gate for each statement, and once for a whole transaction. So statements
 * of several clients mix and transactions do not. A transaction stays with its session: when the session dies, the rest of the transaction fails.
 */
export const createEmbeddedDriverFactory = (
  session: Pick<LastingSession, 'now'>,
  gate: SessionGate,
  { urgency, statementMsMax }: { readonly urgency: Urgency; readonly statementMsMax: number },
): DriverFactory =>
  createDriverFactory(async () => ({
    createPoolClient: async () => {
      let transaction: { readonly leave: () => void; readonly session: SessionNow } | undefined;
      const query = async (sql: string, values: readonly unknown[] = []) => {
        const leave = transaction?.leave ?? (await gate.enter(urgency));
        try {
          const now = transaction?.session ?? (await session.now());
          const { command, fields, rowCount, rows } = await now.query(sql, values, statementMsMax);
          if (sql === 'START TRANSACTION') transaction = { leave, session: now };
          return { command: command as DriverCommand, fields: [...fields], rowCount, rows: [...rows] };
        } catch (error) {
          // A transaction ends with its session, and its caller is to see the first error.
          if (sql === 'ROLLBACK' && error instanceof DatabaseFailed) return rolledBack();
          throw asSlonikError(error, sql);
        } finally {
          const ended = sql === 'COMMIT' || sql === 'ROLLBACK';
          if (ended) transaction = undefined;
          if (ended || transaction === undefined) leave();
        }
      };
      return {
        connect: async () => {},
        query,
        end: async () => {
          if (transaction !== undefined) await query('ROLLBACK');
        },
        stream: () => {
          throw new TypeError('the embedded database does not stream rows: read them in pages');
        },
      };
    },
  }));

const rolledBack = () => ({ command: 'ROLLBACK' as DriverCommand, fields: [], rowCount: null, rows: [] });

const violations: Readonly<Record<string, (error: StatementFailed) => Error>> = {
  '22P02': ({ message }) => new InvalidInputError(message),
  '23502': (error) => new NotNullIntegrityConstraintViolationError(error),
  '23503': (error) => new ForeignKeyIntegrityConstraintViolationError(error),
  '23505': (error) => new UniqueIntegrityConstraintViolationError(error),
  '23514': (error) => new CheckIntegrityConstraintViolationError(error),
};

/** Translates an error into that of slonik's own driver, so that callers need not know which Postgres they use. */
function asSlonikError(error: unknown, sql: string): unknown {
  if (!(error instanceof StatementFailed) || error.code === undefined) return error;
  if (error.code === '42601') return new InputSyntaxError(error, { sql, values: [] });
  return violations[error.code]?.(error) ?? error;
}
