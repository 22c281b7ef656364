import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedDatabase } from '@ragtime/database';
import { createQueries, projectionNames } from '@ragtime/read-model';
import { realMachine as machine, silentLogger } from '@ragtime/runtime';
import { startReadProjector } from '../src/start.ts';
import { createWorld, partitions, tenantId } from '../src/testing/world.ts';

/**
 * Measures how a rebuild delays readers: the time of the smallest possible read, one after the other, in an idle database and while each projection
 * is rebuilt. The longest read took as long as anything held the database's one session.
 *
 *     pnpm exec node services/read-projector/bench/rebuild.ts [documents]
 */
const documents = Number(process.argv[2] ?? 2_000);
const parent = await mkdtemp(join(tmpdir(), 'ragtime-bench-'));
const database = await openEmbeddedDatabase({ folder: join(parent, 'database'), machine });
const world = await createWorld();
const say = (line: string): void => void process.stdout.write(`${line}\n`);

await world.createDataset('dataset');
for (let number = 0; number < documents; number += 1) {
  await world.upload('dataset', `document-${number}`);
  await world.parse('dataset', `document-${number}`);
}
const startedMs = machine.clock.monotonicMs();
const projector = await startReadProjector({
  database,
  log: world.log,
  codec: world.codec,
  vault: world.vault,
  machine,
  logger: silentLogger,
  partitions,
});
await projector.caughtUp();
const tookMs = machine.clock.monotonicMs() - startedMs;
say(`${documents} documents, about ${documents * 6} events; projected thrice (two topics, three projections) in ${Math.round(tookMs)} ms`);

const queries = createQueries(database, { learn: async () => {}, open: () => undefined });
async function readsDuring(name: string, work: () => Promise<unknown>): Promise<void> {
  const tookMs: number[] = [];
  let isOver = false;
  const reading = (async () => {
    while (!isOver) {
      const askedMs = machine.clock.monotonicMs();
      await queries.getDataset(tenantId, 'unknown');
      tookMs.push(machine.clock.monotonicMs() - askedMs);
    }
  })();
  const fromMs = machine.clock.monotonicMs();
  await work();
  isOver = true;
  await reading;
  const sorted = tookMs.toSorted((one, other) => one - other);
  const at = (part: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1).padStart(7);
  say(
    `${name.padEnd(20)} ${Math.round(machine.clock.monotonicMs() - fromMs)
      .toString()
      .padStart(6)} ms   reads ${String(sorted.length).padStart(6)}   p50 ${at(0.5)}   p99 ${at(0.99)}   longest ${at(1)} ms`,
  );
}

await readsDuring('idle', async () => await machine.timers.sleep(2_000));
for (const round of ['rebuild', 'again']) {
  for (const name of projectionNames) {
    let comparedMs = 0;
    await readsDuring(`${round} ${name}`, async () => {
      await projector.rebuild(name, {
        onProgress: ({ phase }) => void (comparedMs = phase === 'building' ? 0 : comparedMs || machine.clock.monotonicMs()),
      });
      comparedMs = machine.clock.monotonicMs() - comparedMs;
    });
    say(`  its projector was paused for ${Math.round(comparedMs)} ms of that`);
  }
}
await readsDuring('maintenance', async () => await database.maintain());
await world.deleteDataset('dataset');
await projector.caughtUp();
await readsDuring('erase the dataset', async () => await projector.erase({ datasetId: 'dataset' }));

await projector.stop();
await world.close();
await database.close();
await rm(parent, { recursive: true });
