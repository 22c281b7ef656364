import type { TaskError } from '@ragtime/domain';
import { ParseFailure } from '@ragtime/parsing';

/** Why an attempt failed, with a code of the error table. The message is for people and holds no text of the document. */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure';
  readonly code: TaskFailureCode;
  /** False: a repeat cannot mend it. */
  readonly retryable: boolean;

  constructor(code: TaskFailureCode, message: string, options: ErrorOptions & { readonly retryable: boolean }) {
    super(message, options);
    this.code = code;
    this.retryable = options.retryable;
  }
}

export type TaskFailureCode = ParseFailure['code'] | 'embedding-failed' | 'original-damaged' | 'plan-invalid' | 'worker-failed';

export function asFailure(cause: unknown): { readonly error: TaskError; readonly retryable: boolean } {
  if (cause instanceof ParseFailure || cause instanceof TaskFailure) {
    return { error: { code: cause.code, message: cause.message }, retryable: cause.retryable };
  }
  // The error's own message may repeat text of the document. It goes to the worker's log, not into the event.
  const name = cause instanceof Error ? cause.name : typeof cause;
  return { error: { code: 'worker-failed', message: `The worker met an error of its own (${name}).` }, retryable: true };
}
