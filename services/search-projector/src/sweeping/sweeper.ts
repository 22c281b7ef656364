import type { SearchProjectorOptions } from '../options.ts';
import { type SweepNeeds, sweepClosed, sweepUnnamed } from './sweep.ts';

/** Only crashes leave entries that no row names, and finding them takes a walk through the whole index. */
const unnamedEveryMs = 6 * 60 * 60_000;

export interface Sweeper {
  /** Runs both sweeps now. @returns the number of removed entries */
  sweep(): Promise<number>;
  stop(): Promise<void>;
}

export function createSweeper(
  { machine, logger }: Pick<SearchProjectorOptions, 'machine' | 'logger'>,
  needs: SweepNeeds,
  searchTimeoutMs: number,
): Sweeper {
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<number>): Promise<number> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  const closed = () => sweepClosed(needs, machine.clock.nowMs() - 2 * searchTimeoutMs);
  const quietly = (work: () => Promise<number>) => () =>
    void inTurn(work).catch((error: unknown) => {
      if (!needs.signal.aborted) logger.warn({ error }, 'the index cannot be swept; the sweeper retries');
    });
  const timers = [
    machine.timers.every(2 * searchTimeoutMs, quietly(closed)),
    machine.timers.every(
      unnamedEveryMs,
      quietly(() => sweepUnnamed(needs)),
    ),
    // Not right after a start, when there is more urgent work.
    machine.timers.after(
      60_000,
      quietly(() => sweepUnnamed(needs)),
    ),
  ];
  return {
    sweep: async () => await inTurn(async () => (await closed()) + (await sweepUnnamed(needs))),
    async stop() {
      for (const timer of timers) timer.cancel();
      await turn;
    },
  };
}
