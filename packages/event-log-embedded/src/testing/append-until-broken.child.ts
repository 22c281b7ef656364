import { AppendRefused } from '@ragtime/event-log';
import { realMachine } from '@ragtime/runtime';
import { openEmbeddedLog } from '../embedded-log.ts';
import { batchOf, topic, wholeBatches } from './batches.ts';
import { readAll } from './read-all.ts';

/** Runs where files cannot grow beyond a limit. It appends until the disk fails, goes on over a new session, and reports what it saw. */
const [folder = ''] = process.argv.slice(2);
const log = await openEmbeddedLog({ folder, machine: realMachine });
await log.ensureTopics([{ name: topic, partitions: 1 }]);
const acknowledged: number[] = [];
const append = async (batch: number) => {
  const session = await log.openSession(topic, 0);
  await session.append(batchOf(batch));
  acknowledged.push(batch);
  return session;
};

const failing = await log.openSession(topic, 0);
const waiting = log
  .openSession(topic, 0)
  .then((session) => session.read(10_000, { limit: 1, waitMs: 0 }))
  .catch((error: unknown) => error);
let failure: unknown;
for (let batch = 0; failure === undefined && batch < 5000; batch += 1) {
  await failing.append(batchOf(batch)).then(
    () => acknowledged.push(batch),
    (error: unknown) => (failure = error),
  );
}
await waiting;
const afterwards = await failing.append(batchOf(9000)).catch((error: unknown) => error);
const readAfterwards = await failing.read(0, { limit: 1, waitMs: 0 }).catch((error: unknown) => error);
await Promise.all([append(9001), append(9002), append(9003)]);
const found = wholeBatches(await readAll(log, topic, 0));
await log.close();

process.stdout.write(
  `${JSON.stringify({
    isDoubt: failure instanceof Error && !(failure instanceof AppendRefused),
    afterwards: afterwards instanceof AppendRefused ? afterwards.reason : String(afterwards),
    readAfterwards: readAfterwards instanceof Error,
    acknowledged: acknowledged.length,
    lost: acknowledged.filter((batch) => !found.has(batch)),
    unasked: [...found.keys()].filter((batch) => batch === 9000),
  })}\n`,
);
