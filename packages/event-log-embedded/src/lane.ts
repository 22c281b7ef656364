import type { Timers } from '@ragtime/runtime';

/** Lets a few calls run at a time, in the order in which they came. */
export interface Lane {
  pass<Result>(act: () => Promise<Result>): Promise<Result>;
}

/**
 * For reads of whole pages. A start on a long log makes thousands of them, dozens at once. With a lane, an append waits for one page at most, and
 * the event loop does all other work between two pages.
 *
 * @param width the number of calls at once. With two, one page is read while the one before it is folded.
 */
export function createLane(timers: Timers, width = 2): Lane {
  const waiting: (() => void)[] = [];
  let passing = 0;

  function leave(): void {
    passing -= 1;
    waiting.shift()?.();
  }

  return {
    async pass(act) {
      if (passing >= width) await new Promise<void>((resolve) => waiting.push(resolve));
      passing += 1;
      try {
        return await act();
      } finally {
        timers.after(0, leave);
      }
    },
  };
}
