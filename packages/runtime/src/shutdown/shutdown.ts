import type { Timers } from '../machine.ts';
import { TimedOut, withTimeout } from '../waiting/with-timeout.ts';

export interface ClosedStep {
  readonly name: string;
  readonly result: 'closed' | 'timed-out' | 'failed';
  /** Set when the step failed. */
  readonly error?: unknown;
}

/** Closes what was started, the last first, so that nothing loses what it depends on. */
export interface Shutdown {
  /** Registers how to close something that has just been started. After `run` began, it is closed at once. */
  add(name: string, close: () => Promise<void> | void, options: { readonly timeoutMs: number }): void;
  /** Runs all steps, even when some fail. A step that takes too long is left behind. Every caller gets the same promise. */
  run(): Promise<readonly ClosedStep[]>;
}

interface Step {
  readonly name: string;
  readonly close: () => Promise<void> | void;
  readonly timeoutMs: number;
}

export function createShutdown({ timers }: { readonly timers: Timers }): Shutdown {
  const steps: Step[] = [];
  let running: Promise<readonly ClosedStep[]> | undefined;

  async function closeAll(): Promise<readonly ClosedStep[]> {
    const closed: ClosedStep[] = [];
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) closed.push(await closeOne(step, timers));
    return closed;
  }

  return {
    add(name, close, { timeoutMs }) {
      if (running === undefined) steps.push({ name, close, timeoutMs });
      else running = running.then(async (closed) => [...closed, await closeOne({ name, close, timeoutMs }, timers)]);
    },
    run() {
      running ??= closeAll();
      return running;
    },
  };
}

async function closeOne({ name, close, timeoutMs }: Step, timers: Timers): Promise<ClosedStep> {
  try {
    await withTimeout(async () => close(), { timeoutMs, timers });
    return { name, result: 'closed' };
  } catch (error) {
    return error instanceof TimedOut ? { name, result: 'timed-out' } : { name, result: 'failed', error };
  }
}
