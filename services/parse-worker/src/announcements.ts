import type { ProgressMessage, WorkerSign } from '@ragtime/contracts/signals';
import type { Machine, Timer } from '@ragtime/runtime';

const everyMs = 1_000;
/** Changes within this time are announced together. */
const gatherMs = 20;

export interface Announcements {
  /** A slot became free: announced at once. */
  slotFreed(): void;
  /** The worker has other partitions: announced at once. */
  moved(): void;
  stop(): void;
}

/** Sends signs of life: every second, and at once when a slot becomes free. `sign` returns the state of the worker at that moment. */
export function announce(
  machine: Machine,
  publish: (message: ProgressMessage) => void,
  sign: (endedLastSecond: number) => WorkerSign,
): Announcements {
  const { clock, timers } = machine;
  let endedAtMs: number[] = [];
  let gathering: Timer | undefined;
  const say = () => {
    const sinceMs = clock.monotonicMs() - everyMs;
    endedAtMs = endedAtMs.filter((atMs) => atMs > sinceMs);
    publish(sign(endedAtMs.length));
  };
  const beat = timers.every(everyMs, say);
  say();
  const soon = () => {
    gathering ??= timers.after(gatherMs, () => {
      gathering = undefined;
      say();
    });
  };
  return {
    slotFreed() {
      endedAtMs.push(clock.monotonicMs());
      soon();
    },
    moved: soon,
    stop() {
      beat.cancel();
      gathering?.cancel();
    },
  };
}
