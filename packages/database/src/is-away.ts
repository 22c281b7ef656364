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

/** Whether a statement failed because the database is down or unreachable. The same statement may succeed later. */
export const isDatabaseAway = (error: unknown): boolean => kinds.some((kind) => error instanceof kind);
