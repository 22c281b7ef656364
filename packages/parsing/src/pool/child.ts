import type { ChildProcess } from 'node:child_process';
import type { Block } from '../block.ts';
import { ParseFailure } from '../failure.ts';
import type { Input } from '../input/input.ts';
import type { Plan } from '../plan-schema.ts';
import { residentBytes } from './memory.ts';
import { FromChild, readBytesMax, type Task, type ToChild } from './messages.ts';
import type { ParserObserver } from './options.ts';
import { spawnChild } from './spawn.ts';

export interface ChildLimits {
  readonly memoryBytesMax: number;
  readonly outputBytesMax: number;
}

export interface Running {
  readonly task: Task;
  readonly input: Input;
  readonly onProgress: (done: number) => void;
}

export interface TaskResult {
  readonly plan: Plan | undefined;
  readonly blocks: readonly Block[];
}

type Open = Running & {
  readonly resolve: (result: TaskResult) => void;
  readonly reject: (cause: Error) => void;
  blocks: Block[];
  outputBytes: number;
};

/** How much of the error output of a dying child is read. */
const stderrCharactersMax = 16 * 1024;

/** One child process and the task that it works on. It lives until `kill` or until it breaks; the task then ends with it. */
export class ParserChild {
  /** Resolves when the child can take tasks; rejects if it died before. */
  readonly ready: Promise<void>;
  /** Resolves when the process has ended. */
  readonly gone: Promise<void>;
  tasks = 0;
  readonly #process: ChildProcess;
  readonly #limits: ChildLimits;
  readonly #observer: ParserObserver | undefined;
  #endReason: string | undefined;
  #open: Open | undefined;
  #isReady: () => void = () => {};
  #stderr = '';
  #isGone = false;

  constructor(limits: ChildLimits, observer?: ParserObserver) {
    this.#limits = limits;
    this.#observer = observer;
    this.#process = spawnChild({ memoryBytesMax: limits.memoryBytesMax });
    const exited = Promise.withResolvers<void>();
    this.gone = exited.promise;
    const started = Promise.withResolvers<void>();
    this.ready = started.promise;
    this.ready.catch(() => {});
    this.#isReady = started.resolve;
    let hasEnded = false;
    observer?.onStart();
    const end = (failure: ParseFailure) => {
      if (!hasEnded) observer?.onEnd(this.#endReason ?? failure.code);
      hasEnded = true;
      this.#isGone = true;
      started.reject(failure);
      this.#fail(failure);
      exited.resolve();
    };
    this.#process.once('error', (cause) => end(new ParseFailure('parser-crashed', 'The parser could not be started.', { cause })));
    this.#process.once('exit', (code, signal) => end(this.#deathFailure(code, signal)));
    this.#process.on('message', (raw) => this.#receive(raw));
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-stderrCharactersMax);
    });
    started.promise.finally(() => this.#keepParentAlive(this.#open !== undefined)).catch(() => {});
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** @throws ParseFailure, or the error that `kill` got */
  run(running: Running): Promise<TaskResult> {
    if (this.#open !== undefined) throw new Error('a child works on one task at a time');
    this.tasks++;
    this.#keepParentAlive(true);
    return new Promise((resolve, reject) => {
      this.#open = { ...running, resolve, reject, blocks: [], outputBytes: 0 };
      this.#send(running.task);
    });
  }

  /** Ends the child now, whatever it does. Its task fails with `cause`. */
  kill(cause?: Error, reason = cause instanceof ParseFailure ? cause.code : 'cancelled'): void {
    this.#isGone = true;
    this.#endReason ??= reason;
    if (cause !== undefined) this.#fail(cause);
    this.#process.ref(); // keep the event loop alive: a caller waits for the end of the process
    this.#process.kill('SIGKILL');
  }

  /** Kills the child if it holds more memory than its limit. */
  async checkMemory(): Promise<void> {
    const { pid } = this.#process;
    if (pid === undefined || this.#open === undefined) return;
    const bytes = await residentBytes(pid);
    if (bytes !== undefined) this.#observer?.onMemory(bytes);
    if (bytes !== undefined && bytes > this.#limits.memoryBytesMax) this.kill(outOfMemory(this.#limits.memoryBytesMax));
  }

  #receive(raw: unknown): void {
    const message = FromChild.safeParse(raw);
    if (!message.success)
      this.kill(new ParseFailure('parser-crashed', 'The parser sent a message of no known form.', { cause: message.error }));
    else if (message.data.type === 'ready') this.#isReady();
    else if (this.#open !== undefined) this.#handle(message.data, this.#open);
  }

  #handle(message: Exclude<FromChild, { type: 'ready' }>, open: Open): void {
    switch (message.type) {
      case 'read':
        void this.#answer(message, open);
        return;
      case 'progress':
        open.onProgress(message.done);
        return;
      case 'blocks':
        this.#collect(message.blocks, open);
        return;
      case 'planned':
        this.#succeed({ plan: message.plan, blocks: [] });
        return;
      case 'parsed':
        this.#succeed({ plan: undefined, blocks: open.blocks });
        return;
      case 'failed':
        this.#fail(new ParseFailure(message.code, message.message));
    }
  }

  async #answer({ offset, lengthBytes }: Extract<FromChild, { type: 'read' }>, open: Open): Promise<void> {
    try {
      const bytes = await open.input.read(offset, Math.min(lengthBytes, readBytesMax));
      if (this.#open === open) this.#send({ type: 'bytes', bytes });
    } catch (cause) {
      if (this.#open === open) this.kill(new ParseFailure('file-unreadable', 'The file cannot be read.', { cause }));
    }
  }

  #collect(blocks: readonly Block[], open: Open): void {
    for (const block of blocks) {
      open.outputBytes += Buffer.byteLength(JSON.stringify(block));
      open.blocks.push(block);
    }
    const { outputBytesMax } = this.#limits;
    if (open.outputBytes > outputBytesMax)
      this.kill(new ParseFailure('output-limit', `A part of the document gives more than ${outputBytesMax} bytes.`));
  }

  #succeed(result: TaskResult): void {
    const open = this.#close();
    open?.resolve(result);
  }

  #fail(cause: Error): void {
    const open = this.#close();
    open?.reject(cause);
  }

  #close(): Open | undefined {
    const open = this.#open;
    this.#open = undefined;
    this.#keepParentAlive(false);
    return open;
  }

  #deathFailure(code: number | null, signal: string | null): ParseFailure {
    if (/heap out of memory|Allocation failed|allocation failed/u.test(this.#stderr)) return outOfMemory(this.#limits.memoryBytesMax);
    if (signal === 'SIGKILL')
      return new ParseFailure('parser-out-of-memory', 'The system ended the parser, as it does when memory runs out.');
    const cause = new Error(this.#stderr);
    return new ParseFailure('parser-crashed', `The parser ended with ${signal ?? `code ${code}`}.`, { cause });
  }

  #send(message: ToChild): void {
    this.#process.send(message, (error) => {
      if (error !== null) this.kill(new ParseFailure('parser-crashed', 'The parser no longer takes messages.', { cause: error }));
    });
  }

  /** An idle child must not keep a program alive. */
  #keepParentAlive(isNeeded: boolean): void {
    const { channel, stderr } = this.#process;
    const handles = [this.#process, channel, stderr as unknown as { ref?: () => void; unref?: () => void } | null];
    for (const handle of handles) {
      if (isNeeded) handle?.ref?.();
      else handle?.unref?.();
    }
  }
}

function outOfMemory(memoryBytesMax: number): ParseFailure {
  return new ParseFailure('parser-out-of-memory', `The parser needs more than ${memoryBytesMax} bytes of memory.`);
}
