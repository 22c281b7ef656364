import { useDatabase } from '@ragtime/database/testing';
import type { OutcomePosition } from '@ragtime/event-log';
import { sealedReader } from '@ragtime/key-vault';
import type { projections } from '@ragtime/read-model';
import {
  createQueries,
  discardReadModel,
  listGenerations,
  NoPreviousGeneration,
  projectionNames,
  type Queries,
  RebuildStopped,
} from '@ragtime/read-model';
import { damageDocument, inventDocument, leaveHalfBuilt, loseDocument } from '@ragtime/read-model/testing';
import { realMachine as machine } from '@ragtime/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ReadProjector, startReadProjector } from './start.ts';
import { createBreakableCodec } from './testing/breakable-codec.ts';
import { reading } from './testing/reading.ts';
import { createWorld, partitions, tenantId, type World } from './testing/world.ts';

const database = useDatabase();
let world: World;
let projector: ReadProjector;
let queries: Queries;
let breakable: ReturnType<typeof createBreakableCodec>;

const start = async () => {
  projector = await startReadProjector({
    database: database(),
    log: world.log,
    codec: breakable.codec,
    vault: world.vault,
    machine,
    logger: world.logger,
    partitions,
  });
};
const seen = async ({ partition, position }: OutcomePosition) =>
  await projector.trackers.library.waitFor(new Map([[partition, position]]), { timeoutMs: 20_000 });
const statesOf = async (name: keyof typeof projections) =>
  (await listGenerations(database().pool, name)).map(({ generation, state }) => `${generation} ${state}`);

beforeAll(async () => {
  world = await createWorld();
  breakable = createBreakableCodec(world.codec, 'kept-9');
  queries = createQueries(database(), sealedReader(world.vault));
  for (const dataset of ['kept', 'closed']) {
    await world.createDataset(dataset);
    for (let number = 0; number < 40; number += 1) {
      await world.upload(dataset, `${dataset}-${number}`);
      await world.parse(dataset, `${dataset}-${number}`);
    }
  }
  await start();
  await world.deleteDocument('kept', 'kept-0');
  await world.deleteDocument('kept', 'kept-1');
  await world.deleteDataset('closed');
  await projector.caughtUp();
  await projector.erase({ datasetId: 'kept', documentId: 'kept-0' });
});
afterAll(async () => {
  await projector.stop();
  await world.close();
});

describe('a rebuild', () => {
  test.each(projectionNames)('of the %s gives the same rows', async (name) => {
    const before = await statesOf(name);
    const report = await projector.rebuild(name);
    expect(report).toMatchObject({ comparable: true, same: true, after: report.before });
    expect(before).toStrictEqual(['1 live']);
    expect(await statesOf(name)).toStrictEqual(['1 previous', '2 live']);
    expect(world.warnings).toStrictEqual([]);
  });

  test('shows readers neither a gap nor a step back while writers go on', async () => {
    const listing = reading(async () => (await queries.listDocuments(tenantId, 'kept', { limit: 1, total: true }))?.total);
    const auditing = reading(async () => (await queries.listEvents(tenantId, { limit: 1, type: 'DatasetCreated' })).items.length);
    let uploads = 0;
    const writing = reading(async () => {
      // Writers must not be faster than readers, or the memory log would never yield.
      await seen(await world.upload('kept', `written-${uploads}`));
      uploads += 1;
    });
    const reports = [await projector.rebuild('library'), await projector.rebuild('audit'), await projector.rebuild('library')];
    await writing.stop();
    await projector.caughtUp();
    const counts = await listing.stop();
    const audits = await auditing.stop();
    expect(reports.map(({ same }) => same)).toStrictEqual([true, true, true]);
    expect(counts.length).toBeGreaterThan(10);
    expect(counts).toStrictEqual(counts.toSorted((one, other) => (one ?? -1) - (other ?? -1)));
    expect(counts[0]).toBeGreaterThanOrEqual(38);
    expect(audits.every((found) => found === 1)).toBe(true);
    expect((await queries.listDocuments(tenantId, 'kept', { limit: 1, total: true }))?.total).toBe(38 + uploads);
  });

  test('reports its progress', async () => {
    const phases: string[] = [];
    await projector.rebuild('library', {
      onProgress({ phase, records, recordsTotal }) {
        expect(records).toBeLessThanOrEqual(recordsTotal);
        if (phases.at(-1) !== phase) phases.push(phase);
      },
    });
    expect(phases).toStrictEqual(['building', 'comparing', 'switching']);
  });

  test('that is stopped on its way keeps the live generation unchanged and leaves no trace', async () => {
    const before = await statesOf('library');
    const cut = new AbortController();
    const rebuilding = projector.rebuild('library', { signal: cut.signal, onProgress: () => cut.abort(new Error('enough')) });
    await expect(rebuilding).rejects.toThrow(RebuildStopped);
    expect(await statesOf('library')).toStrictEqual(before);
    expect(await seen(await world.upload('kept', 'after-a-stopped-rebuild'))).toBe('reached');
  });

  test('stops at the first record that it cannot decode, and the live generation goes on', async () => {
    const before = await statesOf('library');
    breakable.setBroken(true);
    const rebuilding = projector.rebuild('library');
    await expect(rebuilding).rejects.toMatchObject({
      name: 'RebuildStopped',
      reason: 'poison',
      message: expect.stringContaining('cannot-decode'),
    });
    breakable.setBroken(false);
    expect(await statesOf('library')).toStrictEqual(before);
    expect(await queries.getDocument(tenantId, 'kept', 'kept-9')).toBeDefined();
    expect(await seen(await world.upload('kept', 'after-a-poisoned-rebuild'))).toBe('reached');
  });

  test('is refused while another one of the same projection runs', async () => {
    const first = projector.rebuild('library');
    await expect(projector.rebuild('library')).rejects.toThrow('already under way');
    expect(await first).toMatchObject({ same: true });
  });

  test('ends with the projector, and does not restart it', async () => {
    const before = await statesOf('library');
    const rebuilding = projector.rebuild('library');
    const [outcome] = await Promise.allSettled([rebuilding, projector.stop()]);
    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'RebuildStopped' } });
    await expect(projector.caughtUp()).rejects.toThrow('paused');
    await expect(projector.rebuild('library')).rejects.toThrow('was stopped');
    expect(await statesOf('library')).toStrictEqual(before);
    await start();
  });

  test('that a crash interrupted is dropped at the next start', async () => {
    const before = await statesOf('library');
    await projector.stop();
    const half = await leaveHalfBuilt(database(), 'library');
    await start();
    expect(await statesOf('library')).toStrictEqual(before);
    expect(projector.generations.library.origin).toBe('kept');
    expect(await projector.rebuild('library')).toMatchObject({ same: true, generation: half });
  });

  test('can be switched back, and no reader goes back in time', async () => {
    const [previous, live] = await statesOf('library');
    await world.upload('kept', 'before-the-switch-back');
    await projector.caughtUp();
    const watching = reading(async () => await queries.getDocument(tenantId, 'kept', 'before-the-switch-back'));
    await projector.switchBack('library');
    expect((await watching.stop()).every((found) => found !== undefined)).toBe(true);
    const number = (state: string | undefined) => state?.split(' ')[0];
    expect(await statesOf('library')).toStrictEqual([`${number(previous)} live`, `${number(live)} previous`]);
    expect(await seen(await world.upload('kept', 'after-the-switch-back'))).toBe('reached');
    expect(await queries.getDocument(tenantId, 'kept', 'after-the-switch-back')).toBeDefined();
  });

  test('of damaged rows names them and does not switch; by force it repairs them', async () => {
    await damageDocument(database(), 'kept-7');
    const before = await statesOf('library');
    const report = await projector.rebuild('library');
    expect(report).toMatchObject({ comparable: true, same: false, switched: false, forced: false });
    expect(report.before.rows).toBe(report.after.rows);
    expect(report.differences).toStrictEqual([{ table: 'document', key: ['kept-7'], what: 'values' }]);
    expect(report.reasons.join()).toContain('rows of document differ from what the log gives now');
    expect(await statesOf('library')).toStrictEqual(before);
    expect((await queries.getDocument(tenantId, 'kept', 'kept-7'))?.chunks).toBe(99);
    expect(await seen(await world.upload('kept', 'after-a-refused-rebuild'))).toBe('reached');
    expect(await projector.rebuild('library', { force: true })).toMatchObject({ same: false, switched: true, forced: true });
    expect((await queries.getDocument(tenantId, 'kept', 'kept-7'))?.chunks).toBe(2);
    expect(world.warnings.filter((line) => line.includes('differs'))).toHaveLength(2);
  });

  test('names rows that one of the two lacks', async () => {
    await loseDocument(database(), 'kept-8');
    await inventDocument(database(), 'kept-7', 'invented');
    const { differences } = await projector.rebuild('library');
    expect(differences).toStrictEqual([
      { table: 'document', key: ['invented'], what: 'missing-after' },
      { table: 'document', key: ['kept-8'], what: 'missing-before' },
    ]);
    expect(await projector.rebuild('library', { force: true })).toMatchObject({ switched: true });
    expect(await projector.rebuild('library')).toMatchObject({ same: true, switched: true, reasons: [] });
  });
});

test('a first generation cannot be switched back', async () => {
  await projector.stop();
  await discardReadModel(database().bulk);
  await start();
  await expect(projector.switchBack('directory')).rejects.toThrow(NoPreviousGeneration);
});
