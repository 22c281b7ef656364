import { chunkIds } from '@ragtime/contracts/artifacts';
import type { ChunkId } from '@ragtime/domain';
import { type OutcomePosition, type StoppedKey } from '@ragtime/event-log';
import { useDatabase } from '@ragtime/read-model/testing';
import { discardVisibility } from '@ragtime/read-model/visibility';
import { realMachine as machine, silentLogger } from '@ragtime/runtime';
import { createSearch, createVisibility, type EmbeddedIndex, openEmbeddedIndex, type SearchQuery } from '@ragtime/search-index';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NotDeletedYet, type SearchProjector, startSearchProjector } from './start.ts';
import { createWorld, dataset, document, embedder, partitions, tenantId, type World } from './testing/world.ts';

const database = useDatabase();
const [handbook, other] = [dataset('handbook'), dataset('other')];
const [policy, manual] = [document('policy'), document('manual')];
let world: World;
let index: EmbeddedIndex;
let projector: SearchProjector;
let stopped: StoppedKey[];

async function start(searchTimeoutMs = 5_000): Promise<void> {
  const { pool, bulk } = database();
  index = await openEmbeddedIndex({ pool, bulk, modelId: embedder.modelId, dimensions: embedder.dimensions });
  projector = await startSearchProjector({
    ...{ database: database(), index, embedder, machine, partitions, searchTimeoutMs, logger: silentLogger },
    ...{ log: world.log, codec: world.codec, blobs: world.blobs, vault: world.vault },
    onStoppedKey: (key) => stopped.push(key),
  });
}
const seen = async ({ partition, position }: OutcomePosition) =>
  expect(await projector.tracker.waitFor(new Map([[partition, position]]), { timeoutMs: 20_000 })).toBe('reached');
const search = async (query: string, change: Partial<SearchQuery> = {}) =>
  await createSearch({ index, visibility: createVisibility(database().pool), embedder, machine })({
    ...{ tenantId, query, weights: { vector: 0 } },
    ...change,
  });
const textsOf = async (query: string, change: Partial<SearchQuery> = {}) =>
  (await search(query, change)).items.map(({ text }) => text).toSorted();
const firstOf = (name: typeof policy, text: string): ChunkId => chunkIds(name, 0, [text])[0] ?? ('' as ChunkId);

beforeEach(async () => {
  stopped = [];
  world = await createWorld(machine);
  const { pool, bulk } = database();
  const empty = await openEmbeddedIndex({ pool, bulk, modelId: embedder.modelId, dimensions: embedder.dimensions });
  await empty.switchTo((await empty.begin()).generation);
  await discardVisibility(database().bulk);
  await world.createDataset(handbook);
  await world.createDataset(other);
  await start();
});
afterEach(async () => {
  await projector.stop();
  await world.stop();
});

describe('a document', () => {
  test('is found once it was parsed, with its name and metadata', async () => {
    await world.upload(handbook, policy, { year: 2026 });
    await seen(await world.parse(handbook, policy, ['the battery lasts ten hours', 'the screen is bright']));
    const { items, documents, incomplete } = await search('battery life');
    expect(items).toMatchObject([
      {
        documentId: policy,
        datasetId: handbook,
        text: 'the battery lasts ten hours',
        name: 'policy.md',
        metadata: { year: 2026 },
        pages: [1, 1],
      },
    ]);
    expect(items[0]?.highlights?.snippet).toBe('the <em>battery</em> lasts ten hours');
    expect(documents).toStrictEqual([{ documentId: policy, name: 'policy.md', count: 1 }]);
    expect(incomplete).toBe(false);
  });
});
