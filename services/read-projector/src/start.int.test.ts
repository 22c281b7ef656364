import { useDatabase } from '@ragtime/database/testing';
import { type DomainEvent, type Sealed, topics } from '@ragtime/domain';
import type { Codec, OutcomePosition, PartitionName, PositionTracker } from '@ragtime/event-log';
import { sealedReader } from '@ragtime/key-vault';
import { createQueries, discardReadModel, NotDeletedYet, positionsOf, type Queries } from '@ragtime/read-model';
import { realMachine as machine } from '@ragtime/runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ReadProjector, startReadProjector } from './start.ts';
import { createBreakableCodec } from './testing/breakable-codec.ts';
import { createWorld, partitions, tenantId, type World } from './testing/world.ts';

const database = useDatabase();
let world: World;
let projector: ReadProjector | undefined;
let queries: Queries;

const start = async (codec: Codec<DomainEvent> = world.codec) => {
  projector = await startReadProjector({
    database: database(),
    log: world.log,
    codec,
    vault: world.vault,
    machine,
    logger: world.logger,
    partitions,
  });
  return projector;
};
const reached = async (tracker: PositionTracker, { partition, position }: OutcomePosition) =>
  await tracker.waitFor(new Map([[partition, position]]), { timeoutMs: 20_000 });
const nameOf = async (documentId: string) => (await queries.getDocument(tenantId, 'dataset', documentId))?.name;

/** Each test has its own log, and its read model from the beginning. */
beforeEach(async () => {
  await discardReadModel(database().bulk);
  world = await createWorld();
  queries = createQueries(database(), sealedReader(world.vault));
  await world.createDataset('dataset');
});
afterEach(async () => {
  await projector?.stop();
  projector = undefined;
  await world.close();
});

describe('the read projector', () => {
  test('shows accepted changes to a reader that waits for their position', async () => {
    const { trackers } = await start();
    for (let each = 0; each < 5; each += 1) {
      const at = await world.upload('dataset', `document-${each}`);
      expect(await reached(trackers.library, at)).toBe('reached');
      expect(await nameOf(`document-${each}`)).toBe(`document-${each}.md`);
      expect(await reached(trackers.audit, at)).toBe('reached');
      expect((await queries.listEvents(tenantId, { limit: 10, resource: `document-${each}` })).items).toMatchObject([
        { type: 'DocumentRegistered', actor: 'user:ada', data: { name: `document-${each}.md` } },
      ]);
    }
  });

  test('continues where it stopped, with the records that came meanwhile', async () => {
    const first = await start();
    await reached(first.trackers.library, await world.upload('dataset', 'before'));
    await first.stop();
    const stored = await positionsOf(database().pool, 'library');
    const at = await world.upload('dataset', 'meanwhile');
    const second = await start();
    expect(second.generations.library).toMatchObject({ origin: 'kept' });
    await reached(second.trackers.library, at);
    expect(await nameOf('meanwhile')).toBe('meanwhile.md');
    expect(await nameOf('before')).toBe('before.md');
    expect(stored.size).toBeGreaterThan(0);
  });

  test('reports its lag, and none once it has caught up', async () => {
    for (let each = 0; each < 30; each += 1) await world.upload('dataset', `document-${each}`);
    const started = await start();
    await started.caughtUp();
    expect(started.lag()).toStrictEqual({ directory: 0, library: 0, audit: 0 });
    expect((await queries.listDocuments(tenantId, 'dataset', { limit: 1, total: true }))?.total).toBe(30);
  });

  test('skips the key of a record that it cannot decode, and resolves it when it can', async () => {
    const breakable = createBreakableCodec(world.codec, 'broken');
    breakable.setBroken(true);
    await world.createDataset('other');
    const { trackers, ...projecting } = await start(breakable.codec);
    await world.upload('dataset', 'broken');
    const later = await world.upload('dataset', 'later');
    const elsewhere = await world.upload('other', 'elsewhere');
    await reached(trackers.library, later);
    await reached(trackers.library, elsewhere);
    expect(await nameOf('later')).toBeUndefined();
    expect(await queries.getDocument(tenantId, 'other', 'elsewhere')).toBeDefined();
    const stopped = projecting.progress('library').flatMap((partition) => partition.stopped);
    expect(stopped).toMatchObject([{ key: 'dataset', category: 'cannot-decode' }]);
    const partition: PartitionName = stopped[0]?.partition ?? `${topics.documentEvents}/0`;
    expect(await projecting.resolve('library', partition, 'dataset')).toBe('still-failing');
    breakable.setBroken(false);
    expect(await projecting.resolve('library', partition, 'dataset')).toBe('resolved');
    expect(await nameOf('broken')).toBe('broken.md');
    expect(await nameOf('later')).toBe('later.md');
  });

  test('refuses a log that is not the one it read; after the order of an operator it throws its rows away and folds this one', async () => {
    const first = await start();
    await reached(first.trackers.library, await world.upload('dataset', 'before'));
    await first.stop();
    await world.close();
    world = await createWorld();
    await world.createDataset('dataset');
    await world.upload('dataset', 'document-of-another-log');
    await expect(start()).rejects.toMatchObject({ code: 'log-diverged' });
    expect(await nameOf('before')).toBe('before.md');
    await world.refold(2);
    const anew = await start();
    expect(anew.generations.library.origin).toBe('of-another-log');
    await anew.caughtUp();
    expect(await nameOf('before')).toBeUndefined();
    expect(await nameOf('document-of-another-log')).toBe('document-of-another-log.md');
    await anew.stop();
    const again = await start();
    expect(again.generations.library.origin).toBe('kept');
  });

  test('erases a deleted document, and returns the number of rows', async () => {
    const started = await start();
    const { trackers } = started;
    await reached(trackers.library, await world.upload('dataset', 'doomed'));
    await expect(started.erase({ datasetId: 'dataset', documentId: 'doomed' })).rejects.toThrow(NotDeletedYet);
    await reached(trackers.library, await world.deleteDocument('dataset', 'doomed'));
    expect(await nameOf('doomed')).toBeUndefined();
    expect(await started.erase({ datasetId: 'dataset', documentId: 'doomed' })).toBe(2);
    expect(await started.erase({ datasetId: 'dataset', documentId: 'doomed' })).toBe(1);
  });

  test('shows a name as absent when its key was erased, and logs an error when its key is missing', async () => {
    const { trackers } = await start();
    const registered = async (id: string, name: Sealed) =>
      await world.submit({
        type: 'RegisterDocument',
        datasetId: 'dataset' as never,
        documentId: id as never,
        keySlot: name.slot,
        name,
        nameHash: world.vault.hashName(tenantId, id),
        metadata: undefined,
        uploadedAtMs: machine.clock.nowMs(),
        ifExists: 'add',
        original: {
          blobId: `t/d/${id}/1` as never,
          sha256: 'a'.repeat(64),
          sizeBytes: 1,
          mediaType: 'text/plain',
        },
      });
    const slot = await world.vault.takeSlot();
    const sealed = world.vault.seal(slot, 'gone.md');
    await world.vault.erase([slot]);
    await reached(trackers.library, await registered('erased', sealed));
    expect(await queries.getDocument(tenantId, 'dataset', 'erased')).toMatchObject({ name: undefined, status: 'uploaded' });
    expect(world.warnings).toStrictEqual([]);
    await reached(trackers.library, await registered('lost', { ...sealed, slot: 'never made' as never }));
    expect(await queries.getDocument(tenantId, 'dataset', 'lost')).toMatchObject({ name: undefined, status: 'uploaded' });
    expect(world.warnings).toMatchObject([expect.stringContaining('key-missing')]);
  });
});
