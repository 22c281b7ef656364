import {
  BackendTerminatedError,
  BackendTerminatedUnexpectedlyError,
  ConnectionError,
  IdleTransactionTimeoutError,
  StatementTimeoutError,
} from 'slonik';
import { DatabaseFailed } from './embedded/session.ts';
import { SessionHeld } from './embedded/session-gate.ts';

const kinds = [
  DatabaseFailed,
  SessionHeld,
  ConnectionError,
  BackendTerminatedError,
  BackendTerminatedUnexpectedlyError,
  StatementTimeoutError,
  IdleTransactionTimeoutError,
] as const;

/** Whether a statement failed because the database is not there or does not come to it, and may succeed in a while as it is. */
export const isDatabaseAway = (error: unknown): boolean => kinds.some((kind) => error instanceof kind);
