import { chunkIds } from '@ragtime/contracts/artifacts';
import { useDatabase } from '@ragtime/database/testing';
import type { ChunkId, DocumentId } from '@ragtime/domain';
import type { OutcomePosition, StoppedKey } from '@ragtime/event-log';
import { realMachine as machine, silentLogger } from '@ragtime/runtime';
import { createChunks, createSearch, openEmbeddedIndex, type SearchQuery, type SwitchableIndex } from '@ragtime/search';
import { discardVisibility, visibilityIn } from '@ragtime/search/visibility';
import { afterEach, beforeEach, expect } from 'vitest';
import { type SearchProjector, startSearchProjector } from '../start.ts';
import { createWorld, dataset, document, embedder, partitions, tenantId, type World } from './world.ts';

export const [handbook, other] = [dataset('handbook'), dataset('other')];
export const [policy, manual] = [document('policy'), document('manual')];

/** The id of the first passage of a document that has this text. */
export const firstOf = (name: DocumentId, text: string): ChunkId => chunkIds(name, 0, [text])[0] ?? ('' as ChunkId);

interface Started {
  readonly world: World;
  readonly index: SwitchableIndex;
  readonly projector: SearchProjector;
  readonly stopped: StoppedKey[];
}

type ChangeIndex = (index: SwitchableIndex) => SwitchableIndex;
const unchanged: ChangeIndex = (index) => index;

/** A projector that follows a world with two datasets into an index. Both are new for each test. */
export function useProjector() {
  const database = useDatabase();
  let current: Started | undefined;
  const started = (): Started => {
    if (current === undefined) throw new Error('available only within a test');
    return current;
  };

  const openIndex = async () => {
    const { pool, bulk } = database();
    return await openEmbeddedIndex({ pool, bulk, modelId: embedder.modelId, dimensions: embedder.dimensions });
  };

  async function open(world: World, stopped: StoppedKey[], laterMs: number, change: ChangeIndex): Promise<Started> {
    const index = await openIndex();
    const projector = await startSearchProjector({
      database: database(),
      index: change(index),
      embedder,
      partitions,
      logger: silentLogger,
      log: world.log,
      codec: world.codec,
      blobs: world.blobs,
      vault: world.vault,
      machine: { ...machine, clock: { ...machine.clock, nowMs: () => machine.clock.nowMs() + laterMs } },
      onStoppedKey: (key) => stopped.push(key),
    });
    return { world, index, projector, stopped };
  }

  const search = async (query: string, change: Partial<SearchQuery> = {}) =>
    await createSearch({ index: started().index, visibility: visibilityIn(database().pool), embedder, machine })({
      tenantId,
      query,
      weights: { vector: 0 },
      ...change,
    });
  const chunks = () => createChunks({ index: started().index, visibility: visibilityIn(database().pool) });

  beforeEach(async () => {
    const world = await createWorld(machine);
    const empty = await openIndex();
    await empty.switchTo((await empty.begin()).generation);
    await discardVisibility(database().bulk);
    await world.createDataset(handbook);
    await world.createDataset(other);
    current = await open(world, [], 0, unchanged);
  });
  afterEach(async () => {
    const { projector, world } = started();
    await projector.stop();
    await world.stop();
  });

  return {
    database,
    get world(): World {
      return started().world;
    },
    get index(): SwitchableIndex {
      return started().index;
    },
    get projector(): SearchProjector {
      return started().projector;
    },
    /** The stopped keys that the projector has reported. */
    get stopped(): readonly StoppedKey[] {
      return started().stopped;
    },
    /** Starts another projector over the same world. @param laterMs how far its clock is ahead @param change what differs in its index */
    async start(laterMs = 0, change: ChangeIndex = unchanged): Promise<void> {
      const { world, stopped } = started();
      current = await open(world, stopped, laterMs, change);
    },
    seen: async ({ partition, position }: OutcomePosition) =>
      expect(await started().projector.tracker.waitFor(new Map([[partition, position]]), { timeoutMs: 20_000 })).toBe('reached'),
    search,
    textsOf: async (query: string, change: Partial<SearchQuery> = {}) =>
      (await search(query, change)).items.map(({ text }) => text).toSorted(),
    chunks,
    listed: async (of = policy) =>
      (await chunks().list({ tenantId, datasetId: handbook, documentId: of }, { limit: 50 }))?.items.map(({ text }) => text),
  };
}
