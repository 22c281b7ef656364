import type { Machine } from './machine.ts';

/** Notices that the clock of this machine is wrong, before anything is written with its time. */
export interface ClockWatch {
  /** Undefined while the clock can be trusted. */
  trouble(): string | undefined;
  /** Asks the other clock. Resolves when it answered or cannot be asked now. */
  ask(): Promise<void>;
  stop(): void;
}

export interface ClockWatchOptions {
  readonly machine: Machine;
  /** Reads another clock that all nodes share, in milliseconds since 1970. Undefined: there is none. */
  readonly other?: { readonly name: string; readonly read: () => Promise<number> };
  /** From this difference on, the clock is wrong. */
  readonly differenceMsMax?: number;
}

/** Below this difference the machine may have set its clock a little, as time services do. */
const defaultDifferenceMsMax = 60_000;
const lookEveryMs = 10_000;

/** A time, and the age of the machine at which it was true. */
interface Known {
  readonly atMs: number;
  readonly bootMs: number;
}

/**
 * Compares the clock with the time that has passed since it was last right, and with another clock if there is one. A clock that jumps is not trusted
 * until it is back, or the other clock confirms it. A new process trusts the clock that it finds.
 */
export function createClockWatch({ machine, other, differenceMsMax = defaultDifferenceMsMax }: ClockWatchOptions): ClockWatch {
  const { clock, timers } = machine;
  const now = (): Known => ({ atMs: clock.nowMs(), bootMs: clock.sinceBootMs() });
  let trusted = now();
  let others: Known | undefined;

  /** How far the clock is ahead of what is known. */
  const aheadOf = (known: Known): number => clock.nowMs() - (known.atMs + clock.sinceBootMs() - known.bootMs);
  const isOff = (byMs: number): boolean => Math.abs(byMs) >= differenceMsMax;

  function trouble(): string | undefined {
    if (others !== undefined) {
      const byMs = aheadOf(others);
      if (isOff(byMs)) return `this clock is ${inWords(byMs)} the clock of ${other?.name ?? 'the others'}`;
    } else {
      const byMs = aheadOf(trusted);
      if (isOff(byMs)) return `this clock was set while the program ran: it is ${inWords(byMs)} the time that has passed`;
    }
    trusted = now();
    return undefined;
  }

  async function ask(): Promise<void> {
    if (other === undefined) return;
    try {
      const atMs = await other.read();
      others = { atMs, bootMs: clock.sinceBootMs() };
    } catch {
      // What it said last still holds: the age of the machine says what passed since.
    }
  }

  const looking = timers.every(lookEveryMs, () => {
    void ask().then(trouble);
  });
  return { trouble, ask, stop: () => looking.cancel() };
}

const inWords = (byMs: number): string => `${Math.round(Math.abs(byMs) / 1_000)} s ${byMs > 0 ? 'ahead of' : 'behind'}`;
