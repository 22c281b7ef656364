import { type DatasetId, type NameHash, type ReceiptId, topics } from '@ragtime/domain';
import { mulberry32 } from '@ragtime/event-log/testing';
import { startOrchestrator } from '@ragtime/orchestrator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClient, tenantId } from './client.ts';
import { type Chance, faultyBus, logFaults } from './faulty.ts';
import { eventsOf } from './history.ts';
import { type Core, createMortal, quietLogger, startCore } from './system.ts';

type Client = ReturnType<typeof createClient>;

async function startNames(core: Core, bus = core.bus) {
  const { log, codec, vault, machine, signals, blobs } = core;
  const nothing = { erased: async () => ({ removed: 0 }) };
  const mortal = createMortal();
  const orchestrator = await startOrchestrator({
    log,
    codec,
    vault,
    machine,
    signals,
    blobs,
    logger: quietLogger,
    bus: mortal.bus(bus),
    stores: { 'read-model': nothing, index: nothing },
  });
  return { orchestrator, die: mortal.die };
}

/** The edge's steps of a rename, up to the step at which it dies. */
async function rename(client: Client, core: Core, datasetId: DatasetId, name: string, { dies = false, pausesMs = 0 } = {}) {
  const nameHash = core.vault.hashName(tenantId, name);
  const reserved = await client.submit({ type: 'ReserveDatasetName', tenantId, nameHash, datasetId });
  if (reserved.kind === 'rejected' || dies) return reserved;
  await core.machine.timers.sleep(pausesMs);
  const reservedAt = reserved.kind === 'accepted' || reserved.kind === 'duplicate' ? { reservedAtMs: reserved.atMs } : {};
  return await client.submit({ type: 'ChangeDataset', datasetId, name: { name, nameHash, ...reservedAt } });
}

/** The holder of each name in the tenant, and the name that each dataset really has. */
function names(core: Core) {
  const held = new Map<NameHash, DatasetId>();
  for (const { event } of eventsOf(core, topics.tenantEvents)) {
    if (event.type === 'DatasetNameReserved') held.set(event.nameHash, event.datasetId);
    if (event.type === 'DatasetNameReleased') held.delete(event.nameHash);
  }
  const used = new Map<DatasetId, NameHash>();
  for (const { event } of eventsOf(core, topics.documentEvents)) {
    if (event.type === 'DatasetCreated' || event.type === 'DatasetRenamed') used.set(event.datasetId, event.nameHash);
    if (event.type === 'DatasetClosed') used.delete(event.datasetId);
  }
  const byName = (pairs: readonly (readonly [NameHash, DatasetId])[]) => [...pairs].sort(([one], [other]) => (one < other ? -1 : 1));
  return { held: byName([...held]), used: byName([...used].map(([datasetId, nameHash]) => [nameHash, datasetId] as const)) };
}

/**
 * Datasets that took a name at a time at which they did not hold it. Records of the two topics bear the same time when they are of the same
 * millisecond: then either may have been first. The order of those of one topic is known.
 */
function takenWithoutHolding(core: Core): readonly string[] {
  const held = new Map<NameHash, { readonly datasetId: DatasetId; readonly nameHash: NameHash; readonly fromMs: number; toMs: number }>();
  const holdings: { readonly datasetId: DatasetId; readonly nameHash: NameHash; readonly fromMs: number; toMs: number }[] = [];
  for (const { event, meta } of eventsOf(core, topics.tenantEvents)) {
    if (event.type === 'DatasetNameReserved') {
      const { datasetId, nameHash } = event;
      const holding = { datasetId, nameHash, fromMs: meta.atMs, toMs: Number.POSITIVE_INFINITY };
      held.set(nameHash, holding);
      holdings.push(holding);
    } else if (event.type === 'DatasetNameReleased') {
      const holding = held.get(event.nameHash);
      if (holding !== undefined) holding.toMs = meta.atMs;
    }
  }
  return eventsOf(core, topics.documentEvents).flatMap(({ event, meta: { atMs } }) => {
    if (event.type !== 'DatasetCreated' && event.type !== 'DatasetRenamed') return [];
    const { datasetId, nameHash } = event;
    const isHeld = holdings.some(
      (one) => one.datasetId === datasetId && one.nameHash === nameHash && one.fromMs <= atMs && atMs <= one.toMs,
    );
    return isHeld ? [] : [`${datasetId} at ${atMs}`];
  });
}

describe('a name', () => {
  it('whose dataset was never created is free again after a minute, and its id is never used', async () => {
    const core = await startCore({ seed: 1 });
    const client = createClient(core, 'model');
    await core.machine.until(client.createTenant());
    const { orchestrator } = await startNames(core);
    const datasetId = 'dead-edge' as DatasetId;
    const nameHash = core.vault.hashName(tenantId, 'Handbook');
    await core.machine.until(client.submit({ type: 'ReserveDatasetName', tenantId, nameHash, datasetId }));
    await core.machine.advance(50_000);
    expect(names(core).held).toHaveLength(1);
    await core.machine.advance(20_000);
    expect(names(core).held).toHaveLength(0);
    expect(await core.machine.until(client.createDataset(datasetId, 'Handbook'))).toMatchObject({ reason: 'dataset-abandoned' });
    await core.machine.until(orchestrator.stop());
    await core.stop();
  });
  it('that a dataset had before a rename is free at once, and may be taken back', async () => {
    const core = await startCore({ seed: 2 });
    const client = createClient(core, 'model');
    await core.machine.until(client.createTenant());
    const { orchestrator } = await startNames(core);
    const datasetId = 'dataset' as DatasetId;
    await core.machine.until(client.createDataset(datasetId, 'Handbook'));
    await core.machine.until(rename(client, core, datasetId, 'Manual'));
    await core.machine.advance(1_000);
    expect(names(core).held).toStrictEqual(names(core).used);
    expect(await core.machine.until(rename(client, core, datasetId, 'Handbook'))).toMatchObject({ kind: 'accepted' });
    await core.machine.advance(1_000);
    expect(names(core).held).toStrictEqual(names(core).used);
    await core.machine.until(orchestrator.stop());
    await core.stop();
  });
});

it('each dataset holds its name in the end and no other name, wherever edges and orchestrators die', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
      const draw = mulberry32(seed);
      const chance: Chance = { isOn: false, next: draw };
      const core = await startCore({ seed, faults: logFaults(chance) });
      const { machine } = core;
      const bus = faultyBus(core.bus, chance);
      const client = createClient({ ...core, bus }, 'model');
      await machine.until(client.createTenant());
      let living = await startNames(core, bus);
      chance.isOn = true;
      const anyName = () => `Name ${Math.floor(draw() * 5)}`;
      let created = 0;
      const underWay: Promise<unknown>[] = [];
      const anyDataset = () => `dataset-${Math.floor(draw() * created)}` as DatasetId;
      for (let step = 0; step < 60; step += 1) {
        const drawn = draw();
        if (drawn < 0.15 && created < 3) {
          created += 1;
          const datasetId = `dataset-${created - 1}` as DatasetId;
          const nameHash = core.vault.hashName(tenantId, anyName());
          const reserved = await machine.until(client.submit({ type: 'ReserveDatasetName', tenantId, nameHash, datasetId }));
          if (reserved.kind !== 'rejected' && draw() < 0.7) await machine.until(client.createReserved(datasetId, nameHash));
        } else if (drawn < 0.65) {
          const done = rename(client, core, anyDataset(), anyName(), { dies: draw() < 0.2, pausesMs: draw() * 300 });
          underWay.push(done);
          if (draw() < 0.3) await machine.until(done);
        } else if (drawn < 0.68) {
          await machine.until(client.submit({ type: 'CloseDataset', datasetId: anyDataset(), receiptId: `receipt-${step}` as ReceiptId }));
        } else if (drawn < 0.78) {
          const before = living;
          living = await startNames(core, bus);
          if (draw() < 0.5) await machine.advance(draw() * 5_000);
          before.die();
          void before.orchestrator.stop();
        }
        await machine.advance(draw() < 0.1 ? draw() * 90_000 : draw() * 200);
      }
      chance.isOn = false;
      await machine.until(Promise.all(underWay));
      await machine.advance(10 * 60_000);
      expect(names(core).held).toStrictEqual(names(core).used);
      expect(takenWithoutHolding(core)).toStrictEqual([]);
      await machine.until(living.orchestrator.stop());
      await core.stop();
    }),
    { numRuns: 30, examples: [[874569484]] },
  );
});

it('a reservation that bears a time which has not come is released as soon as any other', async () => {
  const core = await startCore({ seed: 3 });
  const client = createClient(core, 'model');
  await core.machine.until(client.createTenant());
  core.machine.shiftClock(25 * 3_600_000);
  const nameHash = core.vault.hashName(tenantId, 'Handbook');
  await core.machine.until(client.submit({ type: 'ReserveDatasetName', tenantId, nameHash, datasetId: 'dead-edge' as DatasetId }));
  core.machine.shiftClock(-25 * 3_600_000);
  await core.machine.until(Promise.all(core.owners.all.map(async (owner) => await owner.acceptClock())));
  const { orchestrator } = await startNames(core);
  await core.machine.advance(70_000);
  expect(names(core).held).toHaveLength(0);
  await core.machine.until(orchestrator.stop());
  await core.stop();
});
