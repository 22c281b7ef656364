import { type Machine, messageOf } from '@ragtime/runtime';
import type { Positions } from '../port/position.ts';
import { createPositionTracker, type PositionTracker } from './tracker.ts';

export interface PolledTracker extends PositionTracker {
  /** Why it could not be asked lately; undefined while it can. */
  trouble(): string | undefined;
  stop(): Promise<void>;
}

export interface PolledTrackerOptions {
  readonly machine: Machine;
  /** What its store holds by now. */
  readonly load: () => Promise<Positions>;
  /** While nobody waits. Default 500 ms. */
  readonly idleMs?: number;
  /** While somebody waits. Default 20 ms. */
  readonly busyMs?: number;
}

/** How far another process has come, as its store says: for those who read what it writes. Resolves once it was asked for the first time. */
export async function createPolledTracker({ machine, load, idleMs = 500, busyMs = 20 }: PolledTrackerOptions): Promise<PolledTracker> {
  const inner = createPositionTracker({ machine, isGapless: false });
  const halt = new AbortController();
  let nap = new AbortController();
  let waiting = 0;
  let trouble: string | undefined;

  async function look(): Promise<void> {
    try {
      for (const [partition, position] of await load()) inner.advance(partition, position);
      trouble = undefined;
    } catch (error) {
      trouble = messageOf(error);
    }
  }

  await look();
  const looking = (async () => {
    while (!halt.signal.aborted) {
      nap = new AbortController();
      await machine.timers.sleep(waiting > 0 ? busyMs : idleMs, nap.signal).catch(() => undefined);
      if (!halt.signal.aborted) await look();
    }
  })();

  return {
    advance: inner.advance,
    current: inner.current,
    async waitFor(positions, options) {
      waiting += 1;
      nap.abort();
      try {
        return await inner.waitFor(positions, options);
      } finally {
        waiting -= 1;
      }
    },
    trouble: () => trouble,
    async stop() {
      halt.abort();
      nap.abort();
      await looking;
    },
  };
}
