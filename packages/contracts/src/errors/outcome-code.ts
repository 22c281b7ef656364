import type { Outcome } from '@ragtime/event-log';
import { isProblemCode, type ProblemCode } from './table.ts';

type Refused = Exclude<Outcome<unknown, string>, { kind: 'accepted' | 'duplicate' | 'unchanged' }>;

/** The one code of an outcome that is not a success. */
export function codeOfOutcome(outcome: Refused): ProblemCode {
  switch (outcome.kind) {
    case 'rejected':
      if (!isProblemCode(outcome.reason)) throw new TypeError(`no error code for the rejection ${outcome.reason}`);
      return outcome.reason;
    case 'conflict':
      return 'version-conflict';
    case 'key-reused':
      return 'idempotency-key-reused';
    case 'unavailable':
      return codeOfUnavailable(outcome.cause);
    case 'unknown':
      return 'outcome-unknown';
  }
}

function codeOfUnavailable(cause: Extract<Refused, { kind: 'unavailable' }>['cause']): ProblemCode {
  switch (cause) {
    case 'storage-full':
    case 'command-too-large':
    case 'log-diverged':
    case 'clock-off':
      return cause;
    case 'overloaded':
    case 'no-owner':
    case 'log-down':
    case 'too-many-keys':
      return 'unavailable';
  }
}
