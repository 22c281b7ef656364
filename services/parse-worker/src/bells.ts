import type { Bell, CancelNotice } from '@ragtime/contracts/signals';

/** A bell that waits longer than this was rung elsewhere by now. */
const bellAgeMaxMs = 2_000;
/** Bells rung ahead of free slots; more than any orchestrator rings. */
const waitingMax = 1_000;

interface Running {
  readonly bell: Bell;
  readonly startedAtMs: number;
  readonly abort: AbortController;
}

/** Which bells wait and which attempts run. Pure bookkeeping: times come in, decisions go out. */
export interface Bells {
  /** Takes a bell to wait; one that waits or runs already changes nothing. */
  ring(bell: Bell, atMs: number): void;
  /** The next attempt that may start now, put among those that run; undefined when none waits or no slot is free for it. */
  take(atMs: number): Running | undefined;
  /** @returns what must be aborted. */
  cancel(notice: CancelNotice): Running | undefined;
  ended(bell: Bell): void;
  clearWaiting(): void;
  readonly running: readonly Running[];
}

export function createBells(slots: number): Bells {
  const waiting = new Map<string, { readonly bell: Bell; readonly atMs: number }>();
  const running = new Map<string, Running>();

  function mayStart(bell: Bell): boolean {
    if (running.size >= slots) return false;
    if (bell.alone) return running.size === 0;
    return ![...running.values()].some((other) => other.bell.alone);
  }

  return {
    ring(bell, atMs) {
      const key = keyOf(bell);
      if (running.has(key) || waiting.has(key) || waiting.size >= waitingMax) return;
      waiting.set(key, { bell, atMs });
    },
    take(atMs) {
      for (const [key, { bell, atMs: rungAtMs }] of waiting) {
        const isLate = atMs - rungAtMs > bellAgeMaxMs;
        if (!isLate && !mayStart(bell)) return undefined;
        waiting.delete(key);
        if (isLate) continue;
        const started = { bell, startedAtMs: atMs, abort: new AbortController() };
        running.set(key, started);
        return started;
      }
      return undefined;
    },
    cancel(notice) {
      const key = keyOf(notice);
      waiting.delete(key);
      return running.get(key);
    },
    ended: (bell) => void running.delete(keyOf(bell)),
    clearWaiting: () => waiting.clear(),
    get running() {
      return [...running.values()];
    },
  };
}

const keyOf = ({ runId, taskId, attempt }: Pick<Bell, 'runId' | 'taskId' | 'attempt'>): string => `${runId}/${taskId}/${attempt}`;
