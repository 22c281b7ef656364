/**
 * Measures how a rebuild delays searches: `node services/search-projector/bench/rebuild.ts [documents]` (default 400, with 20 passages each).
 * Prints the milliseconds of searches while the program is idle, while documents come in, and while the index is rebuilt.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedDatabase } from '@ragtime/database';
import { realMachine as machine, silentLogger } from '@ragtime/runtime';
import { createSearch, openEmbeddedIndex } from '@ragtime/search';
import { visibilityIn } from '@ragtime/search/visibility';
import { startSearchProjector } from '../src/start.ts';
import { createWorld, dataset, document, embedder, partitions, tenantId } from '../src/testing/world.ts';

const documents = Number(process.argv[2] ?? 400);
const passages = 20;
const words = Array.from({ length: 5_000 }, (_, number) => `word${number}`);
const wordAt = (number: number): string => words[Math.floor((number * 2_654_435_761) % words.length) % (1 + (number % words.length))] ?? '';
const textOf = (number: number): string => Array.from({ length: 120 }, (_, at) => wordAt(number * 127 + at)).join(' ');

const parent = await mkdtemp(join(tmpdir(), 'ragtime-bench-'));
const database = await openEmbeddedDatabase({ folder: join(parent, 'database'), machine, maintenanceIntervalMs: 0 });
const world = await createWorld(machine);
const index = await openEmbeddedIndex({ ...database, modelId: embedder.modelId, dimensions: embedder.dimensions });
const projector = await startSearchProjector({
  database,
  index,
  embedder,
  machine,
  partitions,
  logger: silentLogger,
  log: world.log,
  codec: world.codec,
  blobs: world.blobs,
  vault: world.vault,
});
const search = createSearch({ index, visibility: visibilityIn(database.pool), embedder, machine });

/** Searches one after the other until `work` is done. */
async function whileDoing(name: string, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  const startedMs = machine.clock.monotonicMs();
  const state = { isOver: false };
  const working = work().finally(() => {
    state.isOver = true;
  });
  for (let number = 0; !state.isOver; number += 1) {
    const beforeMs = machine.clock.monotonicMs();
    await search({ tenantId, query: `${wordAt(number * 31)} ${wordAt(number * 17)} ${wordAt(number * 7)}` });
    times.push(machine.clock.monotonicMs() - beforeMs);
  }
  await working;
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
  const tookMs = Math.round(machine.clock.monotonicMs() - startedMs);
  process.stdout.write(
    `${JSON.stringify({ while: name, tookMs, searches: times.length, p50: at(0.5), p99: at(0.99), max: at(0.9999) })}\n`,
  );
  return at(0.99);
}

const name = dataset('dataset');
await world.createDataset(name);
await whileDoing('documents come in', async () => {
  for (let each = 0; each < documents; each += 1) {
    const documentId = document(`document-${each}`);
    await world.upload(name, documentId);
    const texts = Array.from({ length: passages }, (_, at) => textOf(each * passages + at));
    const { partition, position } = await world.parse(name, documentId, texts);
    await projector.tracker.waitFor(new Map([[partition, position]]), { timeoutMs: 60_000 });
  }
});
const idleMs = await whileDoing('nothing else happens', () => machine.timers.sleep(5_000));
const rebuildMs = await whileDoing('the index is rebuilt', async () => await projector.rebuild());
process.stdout.write(`p99 of a search: ${idleMs} ms idle, ${rebuildMs} ms during a rebuild\n`);
await projector.stop();
await world.stop();
await database.close();
await rm(parent, { recursive: true });
