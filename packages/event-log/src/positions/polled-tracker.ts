import { type Machine, messageOf } from '@ragtime/runtime';
import type { Positions } from '../port/position.ts';
import { createPositionTracker, type PositionTracker } from './tracker.ts';

export interface PolledTracker extends PositionTracker {
  /** Why the last load failed; undefined after a load that succeeded. */
  trouble(): string | undefined;
  stop(): Promise<void>;
}

export interface PolledTrackerOptions {
  readonly machine: Machine;
  /** Loads the positions that the store holds now. */
  readonly load: () => Promise<Positions>;
  /** The pause between loads while no call waits. Default 500 ms. */
  readonly idleMs?: number;
  /** The pause between loads while a call waits. Default 20 ms. */
  readonly busyMs?: number;
}

/** Tracks how far another process has come by polling its store, for processes that read what it writes. Resolves after the first poll. */
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
