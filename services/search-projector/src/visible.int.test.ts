import { useDatabase } from '@ragtime/database/testing';
import { type Machine, realMachine, silentLogger } from '@ragtime/runtime';
import { createSearch, openEmbeddedIndex, type SearchAnswer } from '@ragtime/search';
import { discardVisibility, prepareVisibility, visibilityIn, visibilityPosition } from '@ragtime/search/visibility';
import fc from 'fast-check';
import { sql } from 'slonik';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type SearchProjector, startSearchProjector } from './start.ts';
import { happen, happening, prepareWorld } from './testing/happenings.ts';
import { createHostileIndex, type HostileIndex } from './testing/hostile-index.ts';
import { visibleAt } from './testing/oracle.ts';
import { createWorld, embedder, partitions, tenantId, type World } from './testing/world.ts';

const database = useDatabase();

type Options = Parameters<typeof startSearchProjector>[0];

const startWith = async (world: World, index: Options['index'], machine: Machine = realMachine, opened: Options['database'] = database()) =>
  await startSearchProjector({
    database: opened,
    index,
    embedder,
    machine,
    partitions,
    logger: silentLogger,
    log: world.log,
    codec: world.codec,
    blobs: world.blobs,
    vault: world.vault,
    limits: {
      batchRecordsMax: 5,
      retryAfterMs: [1, 2],
    },
  });

/** A database whose transactions may die before they begin or after they are committed. */
const mortal = (index: HostileIndex): Options['database'] => {
  const { pool, bulk, scrub } = database();
  return {
    pool,
    scrub,
    bulk: { ...bulk, transaction: async (handler, retries) => await index.around(async () => await bulk.transaction(handler, retries)) },
  };
};

const linesOf = ({ items }: SearchAnswer): readonly string[] => items.map(({ documentId, text }) => `${documentId}: ${text}`).toSorted();

const searchOn = (index: HostileIndex) => {
  const search = createSearch({ index, visibility: visibilityIn(database().pool), embedder, machine: realMachine });
  return async () => await search({ tenantId, query: 'battery', limit: 100, weights: { vector: 0 } });
};

/** Every row with all columns except the clock time. */
async function rowsOf(): Promise<readonly unknown[]> {
  const Row = z.object({ row: z.record(z.string(), z.unknown()) });
  const { bulk } = database();
  const tables = ['dataset', 'document', 'run', 'edit'].map(async (name) => {
    const table = sql.identifier(['visibility', name]);
    return await bulk.any(
      sql.type(Row)`select to_jsonb(t) - 'closed_at_ms' as row from ${table} t order by (to_jsonb(t) - 'closed_at_ms')::text`,
    );
  });
  return await Promise.all(tables);
}

describe('a search', () => {
  test('shows what was visible at its position and nothing else, whatever is written, switched, refreshed or late meanwhile', async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: happening },
      { weight: 3, arbitrary: fc.constant('search' as const) },
      { weight: 1, arbitrary: fc.constant('write-late' as const) },
      { weight: 1, arbitrary: fc.constant('sweep' as const) },
    );
    await prepareVisibility(database().bulk);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 40 }), fc.integer(), async (steps, seed) => {
        await discardVisibility(database().bulk);
        let laterMs = 0;
        const machine: Machine = {
          ...realMachine,
          clock: { ...realMachine.clock, nowMs: () => realMachine.clock.nowMs() + laterMs },
        };
        const world = await createWorld(realMachine);
        const index = createHostileIndex({ next: chance(seed) });
        const projector = await startWith(world, index, machine);
        const search = searchOn(index);
        let searches: Promise<SearchAnswer>[] = [];
        const check = async () => {
          const answers = await Promise.all(searches);
          searches = [];
          for (const answer of answers) expect(linesOf(answer)).toStrictEqual(await visibleAt(world, answer.position));
        };
        try {
          await prepareWorld(world);
          for (const each of steps) {
            if (each === 'search') searches.push(search());
            else if (each === 'write-late') await index.writeLate();
            else if (each === 'sweep') {
              await check();
              laterMs += 60_000;
              await projector.sweep();
            } else {
              await happen(world, each);
              searches.push(search());
            }
          }
          await check();
          await projector.caughtUp();
          searches.push(search());
          await check();
        } finally {
          await Promise.allSettled(searches);
          await projector.stop();
          await world.stop();
        }
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });
});

describe('a projector that is killed', () => {
  test('at any point, and started again, gives the same rows and passages as one that never was', async () => {
    await prepareVisibility(database().bulk);
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { minLength: 10, maxLength: 25 }),
        fc.array(fc.nat(30), { minLength: 1, maxLength: 6 }),
        fc.integer(),
        async (happenings, deaths, seed) => {
          await discardVisibility(database().bulk);
          const world = await createWorld(realMachine);
          const index = createHostileIndex({ next: chance(seed) });
          let projector: SearchProjector | undefined;
          try {
            await prepareWorld(world);
            for (const each of happenings) await happen(world, each);
            for (const calls of deaths) {
              index.dieAfter(calls);
              projector = await startWith(world, index, realMachine, mortal(index));
              await Promise.race([projector.caughtUp(), untilDown(projector)]);
              await projector.stop();
            }
            index.dieAfter(undefined);
            projector = await startWith(world, index);
            await projector.caughtUp();
            const found = linesOf(await searchOn(index)());
            const rows = await rowsOf();
            await projector.stop();
            expect(found).toStrictEqual(await visibleAt(world, await visibilityPosition(database().pool)));
            await discardVisibility(database().bulk);
            projector = await startWith(world, createHostileIndex({ next: chance(seed) }));
            await projector.caughtUp();
            expect(rows).toStrictEqual(await rowsOf());
          } finally {
            await projector?.stop();
            await world.stop();
          }
        },
      ),
      { numRuns: 15, endOnFailure: true },
    );
  });

  test('with its index lost, rebuilds everything from the log', async () => {
    const { pool, bulk } = database();
    await discardVisibility(bulk);
    const world = await createWorld(realMachine);
    await prepareWorld(world);
    await happen(world, { kind: 'parse', at: 0, texts: ['battery one'], keepEdits: false });
    for (const modelId of ['first', 'second']) {
      const index = await openEmbeddedIndex({ pool, bulk, modelId, dimensions: embedder.dimensions });
      expect(index.origin).not.toBe('kept');
      const projector = await startWith(world, index);
      await projector.caughtUp();
      expect(await index.count()).toBe(1);
      await projector.stop();
    }
    await world.stop();
  });
});

async function untilDown(projector: SearchProjector): Promise<void> {
  while (!projector.progress().some(({ state }) => state === 'store-down')) await realMachine.timers.sleep(0);
}

/** Numbers in [0, 1) that follow from the seed. */
function chance(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
