import { onAbort, type Timers } from '@ragtime/runtime';
import { ParseFailure } from '../failure.ts';
import { ParserChild, type Running, type TaskResult } from './child.ts';
import type { ParserLimits, ParserObserver } from './options.ts';

/** The interval between memory checks. It is short enough to find a child that doubles its memory before it has taken much more than its limit. */
const memoryCheckIntervalMs = 50;

/** A child that is not ready after this time will never be ready. */
const startTimeoutMs = 30_000;

/** A place for one child. It is empty until the first task needs it, and after a child that could not start. */
interface Slot {
  child: ParserChild | undefined;
}

interface Waiter {
  readonly resolve: (slot: Slot) => void;
  readonly reject: (cause: Error) => void;
}

/** Matches waiting children with waiting tasks, first come, first served. */
export class Pool {
  readonly #limits: ParserLimits;
  readonly #timers: Timers;
  readonly #observer: ParserObserver | undefined;
  readonly #slots: readonly Slot[];
  readonly #free: Slot[];
  readonly #waiting = new Set<Waiter>();
  #isClosed = false;

  constructor(limits: ParserLimits, timers: Timers, observer?: ParserObserver) {
    this.#limits = limits;
    this.#timers = timers;
    this.#observer = observer;
    this.#slots = Array.from({ length: limits.processes }, () => ({ child: undefined }));
    this.#free = [...this.#slots];
  }

  /** @throws ParseFailure, or the signal's reason */
  async run(running: Running, signal: AbortSignal | undefined): Promise<TaskResult> {
    const slot = await this.#acquire(signal);
    try {
      return await this.#guarded(this.#childOf(slot), running, signal);
    } finally {
      this.#release(slot);
    }
  }

  /** Ends all children and waits for their end. Running and waiting tasks fail as `parser-crashed`. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const waiter of this.#waiting) waiter.reject(closed());
    this.#waiting.clear();
    const children = this.#slots.flatMap(({ child }) => child ?? []);
    for (const child of children) child.kill(closed(), 'closed');
    await Promise.all(children.map(({ gone }) => gone));
  }

  /** Kills the child when the task takes too long, takes too much memory, or is aborted. */
  async #guarded(child: ParserChild, running: Running, signal: AbortSignal | undefined): Promise<TaskResult> {
    const { timeoutMs } = this.#limits;
    const forget = onAbort((reason) => child.kill(reason), signal);
    const start = this.#timers.after(startTimeoutMs, () => child.kill(new ParseFailure('parser-crashed', 'The parser did not start.')));
    const guards = [start];
    try {
      await child.ready;
      start.cancel();
      const timedOut = new ParseFailure('parser-timeout', `Parsing took longer than ${timeoutMs} ms.`);
      guards.push(this.#timers.after(timeoutMs, () => child.kill(timedOut)));
      guards.push(this.#timers.every(memoryCheckIntervalMs, () => void child.checkMemory()));
      return await child.run(running);
    } catch (cause) {
      if (signal?.aborted === true) throw reasonOf(signal);
      throw cause;
    } finally {
      for (const guard of guards) guard.cancel();
      forget();
    }
  }

  #childOf(slot: Slot): ParserChild {
    if (slot.child === undefined || slot.child.isGone) slot.child = new ParserChild(this.#limits, this.#observer);
    return slot.child;
  }

  #acquire(signal: AbortSignal | undefined): Promise<Slot> {
    if (this.#isClosed) return Promise.reject(closed());
    if (signal?.aborted === true) return Promise.reject(reasonOf(signal));
    const free = this.#free.pop();
    if (free !== undefined) return Promise.resolve(free);
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        resolve: (slot) => {
          forget();
          resolve(slot);
        },
        reject,
      };
      const forget = onAbort((reason) => {
        this.#waiting.delete(waiter);
        reject(reason);
      }, signal);
      this.#waiting.add(waiter);
    });
  }

  /** Replaces a child that died or has done enough tasks, before the next task needs it. */
  #release(slot: Slot): void {
    const { child } = slot;
    if (child !== undefined && (child.isGone || child.tasks >= this.#limits.recycleAfter)) {
      child.kill(undefined, 'replaced');
      slot.child = this.#isClosed || child.tasks === 0 ? undefined : new ParserChild(this.#limits, this.#observer);
    }
    const [waiter] = this.#waiting;
    if (waiter === undefined) this.#free.push(slot);
    else {
      this.#waiting.delete(waiter);
      waiter.resolve(slot);
    }
  }
}

function closed(): ParseFailure {
  return new ParseFailure('parser-crashed', 'The parser was closed.');
}

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason });
}
