import type { Machine, Timer } from '@ragtime/runtime';
import type { OwnerLimits } from './limits.ts';
import type { Outcome, Submission } from './outcome.ts';

/** A command that has no answer yet. */
export interface Pending<Command, Event, Reason extends string> {
  readonly submission: Submission<Command>;
  /** Its place among all commands that came to this owner, from 1. */
  readonly arrival: number;
  readonly arrivedMs: number;
  /** Whether an append that holds it may be in the log. It can then end as `unknown`, never as `unavailable`. */
  sent: boolean;
  readonly isAnswered: boolean;
  answer(outcome: Outcome<Event, Reason>): void;
  /** For a broken invariant, which no outcome describes. The sender's call throws it. */
  fail(cause: unknown): void;
}

export type UnavailableCause = Extract<Outcome<unknown, string>, { kind: 'unavailable' }>['cause'];

/** Commands in the order of their arrival. Each is answered in bounded time, whatever happens to the log. */
export interface CommandQueue<Command, Event, Reason extends string> {
  /** How many came so far, including calls of `arrive`. */
  readonly arrivals: number;
  readonly isEmpty: boolean;
  arrive(): number;
  submit(submission: Submission<Command>): Promise<Outcome<Event, Reason>>;
  /** The next command that has no answer. It is under way from then on. */
  take(): Pending<Command, Event, Reason> | undefined;
  /** Puts commands that are certainly not in the log back before all others. */
  giveBack(commands: readonly Pending<Command, Event, Reason>[]): void;
  /** Gives back all commands that are under way and were not sent. */
  giveBackRest(): void;
  untilAny(signal: AbortSignal): Promise<void>;
  wake(): void;
  /** From now on every command is answered at once: sent ones as `unknown`, all others with this cause. */
  close(cause: UnavailableCause): void;
}

interface QueueNeeds {
  readonly machine: Machine;
  readonly limits: Pick<OwnerLimits, 'queueCommandsMax' | 'queueAgeMsMax' | 'answerWithinMs'>;
  /** The cause to answer with when a command waits too long. */
  readonly delayCause: () => UnavailableCause;
}

export function createCommandQueue<Command, Event, Reason extends string>({
  machine,
  limits,
  delayCause,
}: QueueNeeds): CommandQueue<Command, Event, Reason> {
  type Waiting = Pending<Command, Event, Reason>;
  let waiting: Waiting[] = [];
  let head = 0;
  let arrivals = 0;
  let closedBy: UnavailableCause | undefined;
  let sweeper: Timer | undefined;
  let wakeUp: (() => void) | undefined;
  const underWay = new Set<Waiting>();

  const unavailable = (pending: Waiting, cause: UnavailableCause) =>
    pending.answer({ kind: 'unavailable', commandId: pending.submission.commandId, cause });

  function giveUp(pending: Waiting, cause: UnavailableCause): void {
    if (pending.sent) pending.answer({ kind: 'unknown', commandId: pending.submission.commandId });
    else unavailable(pending, cause);
  }

  function sweep(): void {
    const now = machine.clock.monotonicMs();
    for (let at = head; at < waiting.length; at += 1) {
      const pending = waiting[at];
      if (pending !== undefined && now - pending.arrivedMs > limits.queueAgeMsMax) giveUp(pending, delayCause());
    }
    waiting = waiting.slice(head).filter(({ isAnswered }) => !isAnswered);
    head = 0;
    for (const pending of underWay) if (now - pending.arrivedMs > limits.answerWithinMs) giveUp(pending, delayCause());
    if (waiting.length > 0 || underWay.size > 0) return;
    sweeper?.cancel();
    sweeper = undefined;
  }

  function enter(submission: Submission<Command>, { resolve, reject }: PromiseWithResolvers<Outcome<Event, Reason>>): Waiting {
    let isAnswered = false;
    const settle = () => {
      const isFirst = !isAnswered;
      isAnswered = true;
      underWay.delete(pending);
      return isFirst;
    };
    arrivals += 1;
    const pending: Waiting = {
      submission,
      arrival: arrivals,
      arrivedMs: machine.clock.monotonicMs(),
      sent: false,
      get isAnswered() {
        return isAnswered;
      },
      answer: (outcome) => void (settle() && resolve(outcome)),
      fail: (cause) => void (settle() && reject(cause)),
    };
    return pending;
  }

  function wake(): void {
    wakeUp?.();
    wakeUp = undefined;
  }

  function giveBack(commands: readonly Waiting[]): void {
    const back = commands.filter((pending) => !pending.isAnswered);
    for (const pending of back) {
      pending.sent = false;
      underWay.delete(pending);
    }
    waiting = [...back, ...waiting.slice(head)];
    head = 0;
  }

  return {
    get arrivals() {
      return arrivals;
    },
    get isEmpty() {
      return head >= waiting.length;
    },
    arrive() {
      arrivals += 1;
      return arrivals;
    },
    submit(submission) {
      const answered = Promise.withResolvers<Outcome<Event, Reason>>();
      const pending = enter(submission, answered);
      if (closedBy !== undefined) unavailable(pending, closedBy);
      else if (waiting.length - head >= limits.queueCommandsMax) unavailable(pending, delayCause());
      else {
        waiting.push(pending);
        sweeper ??= machine.timers.every(Math.max(5, Math.min(limits.queueAgeMsMax, limits.answerWithinMs) / 20), sweep);
        wake();
      }
      return answered.promise;
    },
    take() {
      while (head < waiting.length) {
        const pending = waiting[head];
        head += 1;
        if (head === waiting.length || head > 4_096) {
          waiting = waiting.slice(head);
          head = 0;
        }
        if (pending === undefined || pending.isAnswered) continue;
        underWay.add(pending);
        return pending;
      }
      return undefined;
    },
    giveBack,
    giveBackRest: () => giveBack([...underWay].filter(({ sent }) => !sent)),
    untilAny(signal) {
      return new Promise((resolve) => {
        if (head < waiting.length || signal.aborted) resolve();
        else {
          wakeUp = resolve;
          signal.addEventListener('abort', wake, { once: true });
        }
      });
    },
    wake,
    close(cause) {
      closedBy ??= cause;
      const all = [...underWay, ...waiting.slice(head)];
      waiting = [];
      head = 0;
      for (const pending of all) giveUp(pending, cause);
      sweeper?.cancel();
      sweeper = undefined;
      wake();
    },
  };
}
