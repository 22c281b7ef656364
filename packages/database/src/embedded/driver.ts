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
import { type Session, StatementFailed } from './session.ts';
import type { SessionGate, Urgency } from './session-gate.ts';

/**
 * Presents slonik's clients as handles on one session. A client enters the gate for each statement, and once for a whole transaction. So statements
 * of several clients mix and transactions do not.
 */
export const createEmbeddedDriverFactory = (session: Session, gate: SessionGate, urgency: Urgency): DriverFactory =>
  createDriverFactory(async () => ({
    createPoolClient: async () => {
      let leaveTransaction: (() => void) | undefined;
      const query = async (sql: string, values: readonly unknown[] = []) => {
        const leave = leaveTransaction ?? (await gate.enter(urgency));
        try {
          const { command, fields, rowCount, rows } = await session.query(sql, values);
          if (sql === 'START TRANSACTION') leaveTransaction = leave;
          return { command: command as DriverCommand, fields: [...fields], rowCount, rows: [...rows] };
        } catch (error) {
          throw asSlonikError(error, sql);
        } finally {
          const ended = sql === 'COMMIT' || sql === 'ROLLBACK';
          if (ended) leaveTransaction = undefined;
          if (ended || leaveTransaction === undefined) leave();
        }
      };
      return {
        connect: async () => {},
        query,
        end: async () => {
          if (leaveTransaction !== undefined) await query('ROLLBACK');
        },
        stream: () => {
          throw new TypeError('the embedded database does not stream rows: read them in pages');
        },
      };
    },
  }));

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
