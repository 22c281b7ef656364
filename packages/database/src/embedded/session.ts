import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { SessionFailure, SessionReply, SessionRequest, SessionResult, SessionSetup } from './protocol.ts';

/** The one session with a PGlite database, in a thread of its own. */
export interface Session {
  query(sql: string, values: readonly unknown[]): Promise<SessionResult>;
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

  constructor({ message, code, detail, constraint }: SessionFailure) {
    super(message);
    this.code = code;
    if (detail !== undefined) this.detail = detail;
    if (constraint !== undefined) this.constraint = constraint;
  }
}

/** The database itself failed: no statement of this session will be answered any more. */
export class DatabaseFailed extends Error {
  override readonly name = 'DatabaseFailed';
}

interface Waiting {
  readonly resolve: (reply: SessionReply & { readonly id: number }) => void;
  readonly reject: (error: Error) => void;
}

/**
 * V8 ends the whole process now and then when it frees WebAssembly code that it compiled anew (`jit_page_->allocations_.erase`,
 * nodejs/node#64500 and #66366: Node 22 to 26 with PGlite). Code that is not freed costs some megabytes. The flag is of the process.
 */
const keepCompiledCode = (): void => setFlagsFromString('--no-wasm-code-gc');

/** @throws DatabaseFailed when the folder is no usable database. `onFailure` hears of a session that dies later. */
export async function openSession(setup: SessionSetup, onFailure: (error: DatabaseFailed) => void): Promise<Session> {
  keepCompiledCode();
  const worker = new Worker(new URL('./pglite.worker.ts', import.meta.url), { workerData: setup });
  const waiting = new Map<number, Waiting>();
  const opening = Promise.withResolvers<void>();
  let lastId = 0;
  let isOpen = false;
  let over: DatabaseFailed | undefined;
  let closing: Promise<void> | undefined;

  const fail = (error: DatabaseFailed): void => {
    if (over !== undefined) return;
    over = error;
    opening.reject(error);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    if (isOpen && closing === undefined) onFailure(error);
  };

  worker.on('message', (reply: SessionReply) => {
    if (reply.kind === 'opened') return opening.resolve();
    if (reply.kind === 'not-opened') return fail(new DatabaseFailed(reply.failure.message));
    const waiter = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.kind !== 'failure') return waiter?.resolve(reply);
    if (!reply.failure.fatal) return waiter?.reject(new StatementFailed(reply.failure));
    const error = new DatabaseFailed(reply.failure.message);
    waiter?.reject(error);
    fail(error);
  });
  worker.on('error', (cause) => fail(new DatabaseFailed(`the thread of the database failed: ${cause.message}`, { cause })));
  worker.on('exit', () => fail(new DatabaseFailed('the thread of the database ended')));

  const ask = async (request: SessionRequest): Promise<SessionReply & { readonly id: number }> => {
    if (over !== undefined) throw over;
    const { promise, resolve, reject } = Promise.withResolvers<SessionReply & { readonly id: number }>();
    waiting.set(request.id, { resolve, reject });
    worker.postMessage(request);
    return await promise;
  };

  try {
    await opening.promise;
    isOpen = true;
  } catch (error) {
    await worker.terminate();
    throw error;
  }

  return {
    async query(sql, values) {
      const reply = await ask({ id: ++lastId, kind: 'query', sql, values });
      if (reply.kind !== 'result') throw new DatabaseFailed(`a query was answered by ${reply.kind}`);
      return reply.result;
    },
    async dump() {
      const reply = await ask({ id: ++lastId, kind: 'dump' });
      if (reply.kind !== 'dumped') throw new DatabaseFailed(`a dump was answered by ${reply.kind}`);
      return reply.archive;
    },
    close() {
      closing ??= (async () => {
        if (over === undefined) await ask({ id: ++lastId, kind: 'close' });
        await worker.terminate();
      })();
      return closing;
    },
  };
}
