import { Logger, makeWorkerUtils, parseCronItems, run } from 'graphile-worker';
import { timed } from '../shared/figures.ts';
import { startPostgres } from '../shared/postgres.ts';
import { inParallel, slots } from './system.ts';

/** Adds jobs that do nothing, one by one, and runs them all. @returns milliseconds; undefined when this machine has no Postgres. */
export async function measureGraphile(jobs: number, clients: number): Promise<number | undefined> {
  const postgres = await startPostgres();
  if (postgres === undefined) return undefined;
  // Without this logger the log lines would be most of the work.
  const logger = new Logger(() => () => undefined);
  const connection = { connectionString: postgres.url, maxPoolSize: 20, logger };
  const utils = await makeWorkerUtils(connection);
  await utils.migrate();
  const done = Promise.withResolvers<void>();
  let ran = 0;
  const task = async (): Promise<void> => {
    ran += 1;
    if (ran === jobs) done.resolve();
    await Promise.resolve();
  };
  const runner = await run({
    ...connection,
    concurrency: slots,
    noHandleSignals: true,
    parsedCronItems: parseCronItems([]),
    taskList: { task },
  });
  const { ms } = await timed(async () => {
    await inParallel(jobs, clients, async (at) => void (await utils.addJob('task', { at })));
    await done.promise;
  });
  await runner.stop();
  await utils.release();
  await postgres.stop();
  return ms;
}
