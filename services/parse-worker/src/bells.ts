import type { Bell, CancelNotice } from '@ragtime/contracts/signals';

/** A bell that waits longer than this was rung elsewhere by now. */
const bellAgeMaxMs = 2_000;
/** Bells rung ahead of free slots; more than any orchestrator rings. */
const waitingMax = 1_000;

interface Running {
  readonly bell: Bell;
  readonly startedAtMs: number;
  readonly abort: AbortController;
  /** Called once the log has said whether the attempt is begun. */
  readonly answered: () => void;
}

interface Heard {
  readonly bell: Bell;
  /** When it was rung last. */
  atMs: number;
  /** Of each time that it was rung: no other worker need hear it any more. */
  readonly settles: (() => void)[];
}

/** Which bells wait and which attempts run. Pure bookkeeping: times come in, decisions go out. */
export interface Bells {
  /** Takes a bell to wait; one that waits or runs already changes nothing. It settles when its attempt was begun, or will not be begun here. */
  ring(bell: Bell, settle: () => void, atMs: number): void;
  /** The next attempt that may start now, put among those that run; undefined when none waits or no slot is free for it. */
  take(atMs: number): Running | undefined;
  /** @returns what must be aborted. */
  cancel(notice: CancelNotice): Running | undefined;
  ended(bell: Bell): void;
  /** Settles what has waited for too long. */
  dropLate(atMs: number): void;
  /** What waits is left unsettled, for another worker to hear. */
  leaveWaiting(): void;
  readonly running: readonly Running[];
}

export function createBells(slots: number): Bells {
  const waiting = new Map<string, Heard>();
  const running = new Map<string, Running>();
  /** Those that run and were not answered yet. */
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
