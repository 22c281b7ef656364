import { type ClockWatch, createClockWatch } from '@ragtime/runtime';
import { sql } from 'slonik';
import { z } from 'zod';
import type { ProcessOptions } from '../roles/options.ts';
import type { DistributedAdapters } from './adapters.ts';

const Time = z.object({ ms: z.number() });

/** All nodes compare their clocks with that of one server which each of them needs, so no two of them differ unnoticed. */
export async function watchClock(
  { vaultDatabase }: Pick<DistributedAdapters, 'vaultDatabase'>,
  { machine, shutdown }: Pick<ProcessOptions, 'machine' | 'shutdown'>,
): Promise<ClockWatch> {
  const watch = createClockWatch({
    machine,
    other: {
      name: 'the database of the key vault',
      read: async () =>
        await vaultDatabase.pool.oneFirst(sql.type(Time)`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`),
    },
  });
  shutdown.add('clock watch', () => watch.stop(), { timeoutMs: 100 });
  await watch.ask();
  return watch;
}
