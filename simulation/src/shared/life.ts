import { timersOf, type VirtualMachine } from '@ragtime/event-log/testing';
import type { Machine, Timer } from '@ragtime/runtime';

/** A new one each time: a shared promise that never settles would hold every waiter in memory for ever. */
const never = (): Promise<never> => new Promise(() => undefined);

/** One process as the world outside sees it: it may die between any two of its requests, or pause for a while. */
export interface Life {
  readonly isDead: boolean;
  readonly isPaused: boolean;
  /** Its own clock, and timers that run while it does. */
  readonly machine: Machine;
  die(): void;
  /** The process dies at its n-th request from now on. */
  dieAfter(calls: number): void;
  pause(forMs: number): void;
  shiftClock(byMs: number): void;
  /** A request to the outside. It goes through while the process lives; a dead process never gets an answer. */
  call<Result>(request: () => Promise<Result>): Promise<Result>;
  /** A call from the outside into the process. */
  hear(run: () => void): void;
  /** Is called once, when the process dies. */
  onDeath(run: () => void): void;
}

export function createLife(world: VirtualMachine): Life {
  let isDead = false;
  let callsLeft: number | undefined;
  let shiftMs = 0;
  let awake: Promise<void> | undefined;
  const mourners: (() => void)[] = [];
  const sleeping = new Set<() => void>();

  function die(): void {
    if (isDead) return;
    isDead = true;
    for (const forget of sleeping) forget();
    for (const run of mourners) run();
  }

  /** Runs it when the process runs next, or never. */
  function whenAwake(run: () => void): void {
    if (isDead) return;
    if (awake === undefined) run();
    else void awake.then(() => whenAwake(run));
  }

  function after(delayMs: number, run: () => void): Timer {
    let isCancelled = false;
    const timer = world.timers.after(delayMs, () => whenAwake(() => void (!isCancelled && run())));
    return {
      cancel() {
        isCancelled = true;
        timer.cancel();
      },
    };
  }

  function isLastCall(): boolean {
    if (callsLeft === undefined) return false;
    callsLeft -= 1;
    return callsLeft < 0;
  }

  async function call<Result>(request: () => Promise<Result>): Promise<Result> {
    if (isDead) return never();
    if (awake !== undefined) await awake;
    const isLast = isLastCall();
    if (isLast && (callsLeft ?? 0) % 2 === 0) {
      die();
      return never();
    }
    const settle = async (): Promise<void> => {
      if (isLast) die();
      while (awake !== undefined && !isDead) await awake;
      if (isDead) await never();
    };
    try {
      const result = await request();
      await settle();
      return result;
    } catch (cause) {
      await settle();
      throw cause;
    }
  }

  const timers = timersOf(after, sleeping);
  return {
    get isDead() {
      return isDead;
    },
    get isPaused() {
      return awake !== undefined;
    },
    machine: {
      clock: {
        nowMs: () => world.clock.nowMs() + shiftMs,
        monotonicMs: () => world.clock.monotonicMs(),
        sinceBootMs: () => world.clock.sinceBootMs(),
      },
      random: world.random,
      // A dead process never wakes.
      timers: { ...timers, sleep: async (delayMs, signal) => await (isDead ? never() : timers.sleep(delayMs, signal)) },
    },
    die,
    dieAfter(calls) {
      callsLeft = calls;
    },
    pause(forMs) {
      if (awake !== undefined) return;
      awake = new Promise((resolve) => {
        world.timers.after(forMs, () => {
          awake = undefined;
          resolve();
        });
      });
    },
    shiftClock(byMs) {
      shiftMs += byMs;
    },
    call,
    hear: whenAwake,
    onDeath: (run) => void mourners.push(run),
  };
}
