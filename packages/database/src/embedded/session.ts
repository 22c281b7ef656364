import { setFlagsFromString } from 'node:v8';
import { asError, openThread, ThreadCallFailed, type Timers } from '@ragtime/runtime';
import type { SessionCalls, SessionResult, SessionSetup } from './protocol.ts';

/** The one session of a PGlite database, in a separate thread. */
export interface Session {
  /**
   * PGlite cannot interrupt a statement, so one that takes longer than `limitMs` ends the session with it.
   *
   * @throws StatementFailed, StatementStopped, DatabaseFailed
   */
  query(sql: string, values: readonly unknown[], limitMs: number): Promise<SessionResult>;
  /** Resolves when the thread has ended, for any reason: only then may another session open the folder. */
  readonly ended: Promise<void>;
  /** The whole data folder as a gzipped tar. */
  dump(): Promise<Uint8Array>;
  /** Closes the database cleanly and ends the thread. Idempotent. */
  close(): Promise<void>;
}

/** A statement that Postgres refused (`code` is its SQLSTATE), or a value that could not be sent to it. */
export class StatementFailed extends Error {
  override readonly name = 'StatementFailed';
  readonly code: string | undefined;
  readonly detail?: string;
  readonly constraint?: string;

  constructor({ message, code, fields: { detail, constraint } }: ThreadCallFailed) {
    super(message);
    this.code = code;
    if (typeof detail === 'string') this.detail = detail;
    if (typeof constraint === 'string') this.constraint = constraint;
  }
}

/** The database itself failed. This session answers no more statements. */
export class DatabaseFailed extends Error {
  override readonly name = 'DatabaseFailed';
}

/** The statement took longer than it may. The session was ended, since nothing else stops a statement. */
export class StatementStopped extends DatabaseFailed {
  constructor(sql: string, limitMs: number) {
    super(`a statement was stopped, because it had not ended after ${limitMs} ms: ${sql.replaceAll(/\s+/g, ' ').trim().slice(0, 200)}`);
  }
}

/**
 * V8 sometimes ends the whole process when it frees WebAssembly code that it has compiled again (`jit_page_->allocations_.erase`, nodejs/node#64500
 * and #66366: Node 22 to 26 with PGlite). Code that is not freed costs a few megabytes. The flag holds for the process.
 */
const keepCompiledCode = (): void => setFlagsFromString('--no-wasm-code-gc');

/** @throws DatabaseFailed when the folder is not a usable database. `onFailure` is called when the session dies later. */
export async function openSession(setup: SessionSetup, timers: Timers, onFailure: (error: DatabaseFailed) => void): Promise<Session> {
  keepCompiledCode();
  let failure: DatabaseFailed | undefined;
  let closing: Promise<void> | undefined;

  const fail = (error: Error): DatabaseFailed => {
    if (failure !== undefined) return failure;
    failure = error instanceof DatabaseFailed ? error : new DatabaseFailed(error.message, { cause: error });
    if (closing === undefined) onFailure(failure);
    return failure;
  };
  const thread = await openThread<SessionCalls>(new URL('./pglite.worker.ts', import.meta.url), {
    name: 'database',
    setup,
    onEnd: fail,
  }).catch((error: Error) => {
    throw new DatabaseFailed(error.message, { cause: error });
  });

  const ask = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof DatabaseFailed) throw error;
      if (error instanceof ThreadCallFailed && !isFatal(error)) throw new StatementFailed(error);
      const failed = fail(asError(error));
      await thread.close(failed);
      throw failed;
    }
  };

  async function query(sql: string, values: readonly unknown[], limitMs: number): Promise<SessionResult> {
    if (failure !== undefined) throw failure;
    const timer = timers.after(limitMs, () => {
      const stopped = fail(new StatementStopped(sql, limitMs));
      // The statement's own wait fails with the same error.
      thread.close(stopped).catch(() => undefined);
    });
    try {
      return await ask(thread.call('query', { sql, values }));
    } finally {
      timer.cancel();
    }
  }

  return {
    query,
    ended: thread.ended,
    dump: () => ask(thread.call('dump', undefined)),
    close() {
      closing ??= (async () => {
        if (failure === undefined) await ask(thread.call('close', undefined));
        await thread.close();
      })();
      return closing;
    },
  };
}

/** The database's own program trapped, ended or ran out of stack: its memory cannot be trusted any more. */
const isFatal = ({ errorName }: ThreadCallFailed): boolean => ['RuntimeError', 'ExitStatus', 'RangeError'].includes(errorName);
