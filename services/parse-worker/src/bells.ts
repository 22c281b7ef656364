import type { Bell, CancelNotice } from '@ragtime/contracts/signals';

/** A bell that waits longer than this was rung at another worker by now. */
const bellAgeMaxMs = 2_000;
/** The most bells that wait here. It is more than any orchestrator rings ahead of free slots. */
const waitingMax = 1_000;

interface Running {
  readonly bell: Bell;
  readonly startedAtMs: number;
  readonly abort: AbortController;
  /** Called once the log has answered whether the attempt is started. */
  readonly answered: () => void;
}

interface Heard {
  readonly bell: Bell;
  /** When it was rung last. */
  atMs: number;
  /** One for each time that it was rung. Calling it means that no other worker need hear the bell. */
  readonly settles: (() => void)[];
}

/** Which bells wait and which attempts run. It only keeps the books: times come in, decisions go out. */
export interface Bells {
  /**
   * Takes a bell to wait. A bell that waits or runs already changes nothing. It settles when its attempt was started, or will not be started here.
   */
  ring(bell: Bell, settle: () => void, atMs: number): void;
  /** Returns the next attempt that may start now, and counts it as running; undefined when none waits or no slot is free for it. */
  take(atMs: number): Running | undefined;
  /** @returns the attempt that must be aborted. */
  cancel(notice: CancelNotice): Running | undefined;
  ended(bell: Bell): void;
  /** Settles the bells that have waited too long. */
  dropLate(atMs: number): void;
  /** Leaves the waiting bells unsettled, so that another worker hears them. */
  leaveWaiting(): void;
  readonly running: readonly Running[];
}

export function createBells(slots: number): Bells {
  const waiting = new Map<string, Heard>();
  const running = new Map<string, Running>();
  /** The attempts that run and have no answer yet. */
  const unanswered = new Map<string, Heard>();

  function mayStart(bell: Bell): boolean {
    if (running.size >= slots) return false;
    if (bell.alone) return running.size === 0;
    return ![...running.values()].some((other) => other.bell.alone);
  }

  function settle(of: Map<string, Heard>, key: string): void {
    const heard = of.get(key);
    of.delete(key);
    for (const settleOne of heard?.settles ?? []) settleOne();
  }

  const isLate = ({ atMs }: Heard, nowMs: number): boolean => nowMs - atMs > bellAgeMaxMs;

  return {
    ring(bell, settleBell, atMs) {
      const key = keyOf(bell);
      const known = waiting.get(key) ?? unanswered.get(key);
      if (known !== undefined) {
        known.atMs = atMs;
        known.settles.push(settleBell);
      } else if (running.has(key) || waiting.size >= waitingMax) settleBell();
      else waiting.set(key, { bell, atMs, settles: [settleBell] });
    },
    take(atMs) {
      for (const [key, heard] of waiting) {
        if (isLate(heard, atMs)) {
          settle(waiting, key);
          continue;
        }
        if (!mayStart(heard.bell)) return undefined;
        waiting.delete(key);
        unanswered.set(key, heard);
        const answered = (): void => settle(unanswered, key);
        const started = { bell: heard.bell, startedAtMs: atMs, abort: new AbortController(), answered };
        running.set(key, started);
        return started;
      }
      return undefined;
    },
    cancel(notice) {
      const key = keyOf(notice);
      settle(waiting, key);
      return running.get(key);
    },
    ended(bell) {
      const key = keyOf(bell);
      running.delete(key);
      unanswered.delete(key);
    },
    dropLate(atMs) {
      for (const [key, heard] of waiting) if (isLate(heard, atMs)) settle(waiting, key);
    },
    leaveWaiting: () => waiting.clear(),
    get running() {
      return [...running.values()];
    },
  };
}

const keyOf = ({ runId, taskId, attempt }: Pick<Bell, 'runId' | 'taskId' | 'attempt'>): string => `${runId}/${taskId}/${attempt}`;
