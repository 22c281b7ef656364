import type { Machine, Timer } from '@ragtime/runtime';
import { timersOf } from './timers-of.ts';

/** A machine whose time stands still until a test moves it, and whose random numbers come from a seed. */
export interface VirtualMachine extends Machine {
  /**
   * Moves time to the next timer, again and again, until the promise is settled, and returns its value. Throws when no timer is left that could
   * settle it, or when time no longer passes.
   */
  until<Value>(promise: Promise<Value>): Promise<Value>;
  /** Lets this much time pass. */
  advance(durationMs: number): Promise<void>;
  /** Moves the wall clock only, as an operator or a time server does. */
  shiftClock(byMs: number): void;
}

interface Entry {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Long after any timer that a test sets. */
const stuckAfterMs = 30 * 24 * 60 * 60 * 1_000;
/** More timers than correct code sets for one moment. */
const firedAtOnceMax = 100_000;

export function createVirtualMachine({
  seed = 1,
  startMs = Date.UTC(2026, 0, 1),
}: {
  readonly seed?: number;
  readonly startMs?: number;
} = {}): VirtualMachine {
  const entries = new Set<Entry>();
  let passedMs = 0;
  let shiftMs = 0;
  let order = 0;
  let firedAtOnce = 0;

  function after(delayMs: number, run: () => void): Timer {
    const entry: Entry = { atMs: passedMs + Math.max(0, delayMs), order, run };
    order += 1;
    entries.add(entry);
    return { cancel: () => void entries.delete(entry) };
  }

  function nextEntry(): Entry | undefined {
    let next: Entry | undefined;
    for (const entry of entries) {
      if (next === undefined || entry.atMs < next.atMs || (entry.atMs === next.atMs && entry.order < next.order)) next = entry;
    }
    return next;
  }

  function fire(entry: Entry): void {
    entries.delete(entry);
    firedAtOnce = entry.atMs > passedMs ? 0 : firedAtOnce + 1;
    if (firedAtOnce > firedAtOnceMax) throw new Error('timers set timers for the same moment for ever, and no time passes');
    passedMs = Math.max(passedMs, entry.atMs);
    entry.run();
  }

  const random = mulberry32(seed);
  return {
    clock: { nowMs: () => Math.floor(startMs + passedMs + shiftMs), monotonicMs: () => passedMs, sinceBootMs: () => passedMs },
    timers: timersOf(after),
    random: { next: random, bytes: (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256)) },
    async until(promise) {
      let isSettled = false;
      const settle = () => {
        isSettled = true;
      };
      promise.then(settle, settle);
      const startedMs = passedMs;
      for (await quiet(); !isSettled; await quiet()) {
        const entry = nextEntry();
        if (entry === undefined || passedMs - startedMs > stuckAfterMs) throw new Error('no timer is left that could settle this promise');
        fire(entry);
      }
      return promise;
    },
    async advance(durationMs) {
      const untilMs = passedMs + durationMs;
      for (await quiet(); ; await quiet()) {
        const entry = nextEntry();
        if (entry === undefined || entry.atMs > untilMs) break;
        fire(entry);
      }
      passedMs = untilMs;
    },
    shiftClock(byMs) {
      shiftMs += byMs;
    },
  };
}

/** Resolves when everything that needs no time has happened: one turn of the event loop runs all pending promises. */
// oxlint-disable-next-line no-restricted-globals -- waits for a turn of the event loop, not for a time
const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** 32 bits of state are enough to repeat a test by its seed. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
