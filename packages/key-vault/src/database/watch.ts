import type { Machine } from '@ragtime/runtime';
import { type DatabasePool, sql } from 'slonik';
import { z } from 'zod';

export interface Changes {
  readonly erased: readonly { readonly page: string; readonly place: number }[];
  readonly changed: readonly { readonly kind: string; readonly name: string; readonly value: Uint8Array | null }[];
}

export interface Watch {
  /** Whether this process knows all erasures by others up to a moment ago. */
  isFresh(): boolean;
  /** Polls now. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

interface WatchOptions {
  readonly pool: DatabasePool;
  readonly machine: Machine;
  readonly everyMs: number;
  readonly takeIn: (changes: Changes) => void;
  readonly onTrouble: (error: unknown) => void;
}

/** A change may become visible this much later than its timestamp. It is longer than any statement may take. */
const overlapMs = 60_000;
const freshForLooks = 5;

const Now = z.object({ now: z.number() });
const Erased = z.object({ page: z.string(), place: z.int() });
const Changed = z.object({ kind: z.string(), name: z.string(), value: z.instanceof(Uint8Array).nullable() });

/** Polls for changes by any process since the start, as long as the database answers. */
export async function startWatching({ pool, machine, everyMs, takeIn, onTrouble }: WatchOptions): Promise<Watch> {
  const halt = new AbortController();
  const now = async () => await pool.oneFirst(sql.type(Now)`select clock_timestamp() as now`);
  let sinceMs = await now();
  let lookedAtMs = machine.clock.monotonicMs();
  let looking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    const startedMs = machine.clock.monotonicMs();
    const untilMs = await now();
    const from = sql.fragment`to_timestamp(${(sinceMs - overlapMs) / 1_000}::float8)`;
    const erased = await pool.any(sql.type(Erased)`select page, place from vault.slot where erased_at >= ${from}`);
    const changed = await pool.any(sql.type(Changed)`select kind, name, value from vault.entry where changed_at >= ${from}`);
    takeIn({ erased, changed });
    [sinceMs, lookedAtMs] = [untilMs, startedMs];
  }

  const look = (): Promise<void> => {
    looking ??= ask().finally(() => (looking = undefined));
    return looking;
  };

  const watching = (async () => {
    while (!halt.signal.aborted) {
      await machine.timers.sleep(everyMs, halt.signal).catch(() => undefined);
      if (!halt.signal.aborted) await look().catch(onTrouble);
    }
  })();

  return {
    isFresh: () => machine.clock.monotonicMs() - lookedAtMs < freshForLooks * everyMs,
    look,
    async stop() {
      halt.abort();
      await watching;
      await looking?.catch(() => undefined);
    },
  };
}
