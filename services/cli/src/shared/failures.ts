import { RagtimeProblem, RagtimeUnreachable } from '@ragtime/client';
import { ConfigInvalid } from '@ragtime/runtime/config';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** A command cannot do its work, for a reason in one sentence for the user. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly exitCode: ExitCode;

  constructor(sentence: string, exitCode: ExitCode = exitCodes.failed) {
    super(sentence);
    this.exitCode = exitCode;
  }
}

/** A command that has already printed everything that it had to say. */
export class Ended extends Error {
  override readonly name = 'Ended';
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`ended with ${exitCode}`);
    this.exitCode = exitCode;
  }
}

export interface Failure {
  readonly sentence: string;
  readonly code: string | undefined;
  /** The page that explains the code. */
  readonly page: string | undefined;
  readonly exitCode: ExitCode;
}

const notAllowed = new Set(['unauthenticated', 'forbidden']);

/** The sentence and the exit code of an error. Undefined for a bug, which keeps its stack. */
export function failureOf(error: unknown, url: string): Failure | undefined {
  if (error instanceof CommandFailed) return { sentence: error.message, code: undefined, page: undefined, exitCode: error.exitCode };
  if (error instanceof RagtimeProblem) return ofProblem(error, url);
  if (error instanceof RagtimeUnreachable || isFetchFailure(error))
    return {
      sentence: `no server answers at ${url}: start one with "npm start", or set RAGTIME_URL to its address`,
      code: undefined,
      page: undefined,
      exitCode: exitCodes.unreachable,
    };
  if (error instanceof ConfigInvalid) return { ...withCode(error.message, error.code), exitCode: exitCodes.usage };
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && /^[a-z]+(-[a-z]+)*$/.test(error.code))
    return { ...withCode(error.message, error.code), exitCode: exitCodes.failed };
  return undefined;
}

function ofProblem({ code, body, message }: RagtimeProblem, url: string): Failure {
  const fields = (body.errors ?? []).map(({ path, message: wrong }) => `${path}: ${wrong}`).join('; ');
  const hint = code === 'unauthenticated' ? ': set RAGTIME_API_KEY to a key of this server' : '';
  const page = body.type.startsWith('/') ? new URL(body.type, url).href : body.type;
  return {
    sentence: `${fields === '' ? message : `${message} (${fields})`}${hint}`,
    code,
    page: page === 'about:blank' ? undefined : page,
    exitCode: notAllowed.has(code) ? exitCodes.notAllowed : exitCodes.failed,
  };
}

const withCode = (sentence: string, code: string) => ({ sentence, code, page: `docs/errors/${code}.md` });

/** True when the platform's fetch failed because no server answered, or the connection was closed. */
export const isFetchFailure = (error: unknown): boolean => error instanceof TypeError && error.message === 'fetch failed';
