import { type ResourceLimits, type Transferable, Worker } from 'node:worker_threads';
import { onAbort } from '../waiting/on-abort.ts';
import { ThreadCallFailed } from './carried-error.ts';
import type { AnswerOf, ArgumentOf, CallMessage, ThreadCalls, ThreadMessage } from './protocol.ts';

/** The thread has ended: its open calls get no answer. */
export class ThreadEnded extends Error {
  override readonly name = 'ThreadEnded';
}

export interface CallOptions {
  /** Buffers in the argument that move to the thread instead of being copied. */
  readonly transfer?: readonly Transferable[];
  /** Ends the wait, not the work: the thread goes on with the call. */
  readonly signal?: AbortSignal;
}

export interface ThreadOptions {
  /** For tools that show threads. */
  readonly name: string;
  readonly setup?: unknown;
  readonly resourceLimits?: ResourceLimits;
  /** Whether a thread with nothing to do keeps the process alive. Default: it does. */
  readonly keepsProcess?: boolean;
  /** Called when the thread ends after it was ready, unless by `close`. */
  readonly onEnd?: (error: Error) => void;
}

/** A worker thread. Its functions are called by name, and `serveThread` makes its body. */
export interface Thread<Calls extends ThreadCalls, Ready = undefined> {
  readonly ready: Ready;
  /**
   * @throws ThreadCallFailed when the call threw in the thread; ThreadEnded when the thread ended first; the error that `close` was given; the
   * signal's reason
   */
  call<Name extends keyof Calls & string>(
    name: Name,
    argument: ArgumentOf<Calls[Name]>,
    options?: CallOptions,
  ): Promise<AnswerOf<Calls[Name]>>;
  /** Calls without an answer yet. */
  readonly pending: number;
  /** Resolves when the thread has ended, for any reason. */
  readonly ended: Promise<void>;
  /** Ends the thread, even if it is busy. Calls without an answer fail with `error`. */
  close(error?: Error): Promise<void>;
}

interface Pending {
  resolve(value: never): void;
  reject(error: Error): void;
}

/** @throws ThreadCallFailed when its `start` threw; ThreadEnded when it died before it was ready */
export async function openThread<Calls extends ThreadCalls, Ready = undefined>(
  file: URL,
  { name, setup, resourceLimits = {}, keepsProcess = true, onEnd }: ThreadOptions,
): Promise<Thread<Calls, Ready>> {
  const worker = new Worker(file, { workerData: setup, name, resourceLimits });
  const pending = new Map<number, Pending>();
  const opening = Promise.withResolvers<Ready>();
  const ended = Promise.withResolvers<void>();
  let lastId = 0;
  let isReady = false;
  let over: Error | undefined;

  function end(error: Error): void {
    if (over !== undefined) return;
    over = error;
    opening.reject(error);
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  }

  function hear(message: ThreadMessage): void {
    if (message.kind === 'ready') return opening.resolve(message.value as Ready);
    if (message.kind === 'not-ready') return end(new ThreadCallFailed(message.error));
    const one = pending.get(message.id);
    forget(message.id);
    if (message.kind === 'answer') one?.resolve(message.value as never);
    else one?.reject(new ThreadCallFailed(message.error));
  }

  function forget(id: number): void {
    pending.delete(id);
    if (pending.size === 0 && !keepsProcess) worker.unref();
  }

  worker.on('message', hear);
  worker.on('messageerror', (cause) => end(new ThreadEnded(`a message of the thread ${name} cannot be read`, { cause })));
  worker.on('error', (cause) => die(new ThreadEnded(`the thread ${name} failed: ${cause.message}`, { cause })));
  worker.on('exit', () => {
    die(new ThreadEnded(`the thread ${name} has ended`));
    ended.resolve();
  });
  function die(error: Error): void {
    const isNews = over === undefined && isReady;
    end(error);
    if (isNews) onEnd?.(error);
  }

  async function close(error: Error = new ThreadEnded(`the thread ${name} was closed`)): Promise<void> {
    end(error);
    await worker.terminate();
  }

  let ready: Ready;
  try {
    ready = await opening.promise;
    isReady = true;
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  if (!keepsProcess) worker.unref();

  return {
    ready,
    ended: ended.promise,
    close,
    get pending() {
      return pending.size;
    },
    async call(callName, argument, { transfer = [], signal } = {}) {
      signal?.throwIfAborted();
      if (over !== undefined) throw over;
      lastId += 1;
      const id = lastId;
      const { promise, resolve, reject } = Promise.withResolvers<never>();
      worker.postMessage({ id, name: callName, argument } satisfies CallMessage, transfer);
      worker.ref();
      pending.set(id, { resolve, reject });
      const unlisten = onAbort((reason) => {
        forget(id);
        reject(reason);
      }, signal);
      return await promise.finally(unlisten);
    },
  };
}
