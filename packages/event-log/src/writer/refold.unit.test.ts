import { describe, expect, it } from 'vitest';
import { createMemorySnapshotStore } from '../testing/memory-snapshot-store.ts';
import { deposit, ledgerWorld, topic, withdraw } from '../testing/world.ts';
import type { FoldedPart } from './fit.ts';
import type { OwnerAlarm } from './owner.ts';

const place = { topic, partition: 0 };

/** A partition of seven records whose owner wrote snapshots; it is stopped, and the log has lost records. */
async function afterCut({ cutAt, everyRecords = 2 }: { readonly cutAt: number; readonly everyRecords?: number }) {
  const world = await ledgerWorld({});
  const store = createMemorySnapshotStore();
  const snapshots = { store, fingerprint: 'rules', everyRecords };
  const before = await world.startOwner({ snapshots });
  const parts: FoldedPart[] = [];
  for (const amount of [1, 2, 3, 4, 5, 6]) {
    await world.machine.until(before.submit(deposit(amount)));
    await world.machine.advance(500);
    parts.push({ name: 'a read model', position: before.position(), generation: before.generation });
  }
  await world.machine.until(before.stop());
  world.log.cutTail(topic, 0, cutAt);
  const alarms: OwnerAlarm[] = [];
  const common = { snapshots, onAlarm: (alarm: OwnerAlarm) => void alarms.push(alarm) };
  return { world, store, parts, alarms, common, start: world.startOwner };
}

const ends = { reason: 'log-diverged' };
const balanceOf = (outcome: unknown) => (outcome as { readonly detail?: { readonly balance: number } }).detail?.balance;

describe('an owner that begins', () => {
  it('refuses a log that does not hold what a snapshot was made of, and writes nothing but the barrier that proves it', async () => {
    const { world, common, alarms } = await afterCut({ cutAt: 4 });
    for (let tries = 1; tries <= 2; tries += 1) {
      await expect(world.machine.until(world.createOwner(common).start())).rejects.toMatchObject(ends);
      expect(alarms).toHaveLength(tries);
    }
    expect(world.contents().every(({ offset, stamp }) => offset < 4 || stamp?.at === -1)).toBe(true);
  });

  it('refuses a log that does not hold what a read model was folded from', async () => {
    const { world, parts } = await afterCut({ cutAt: 4 });
    const witnesses = async () => parts;
    const refused = world.createOwner({ witnesses });
    await expect(world.machine.until(refused.start())).rejects.toThrow(
      /a read model was folded from ledger\.events\/0 up to 5, and the log/,
    );
    expect(refused.state).toBe('diverged');
  });

  it('refuses a log in which other records lie where the lost ones lay', async () => {
    const { world, parts } = await afterCut({ cutAt: 4 });
    const blind = await world.startOwner();
    for (const amount of [7, 8, 9, 10]) await world.machine.until(blind.submit(deposit(amount)));
    const refused = world.createOwner({ witnesses: async () => parts.slice(-1) });
    await expect(world.machine.until(refused.start())).rejects.toThrow('differs before that');
  });

  it('goes on when everything that was folded is in the log', async () => {
    const { parts, start, common } = await afterCut({ cutAt: 7 });
    expect((await start({ ...common, witnesses: async () => parts })).state).toBe('serving');
  });
});

describe('after the order of an operator', () => {
  it('an owner folds this log, and leaves snapshots and read models of the other one out for ever', async () => {
    const { world, store, parts, common, start } = await afterCut({ cutAt: 4 });
    const options = { ...common, witnesses: async () => parts };
    const owner = await start({ ...options, mayRefold: true });
    await world.machine.until(owner.refold(2));
    expect(owner.generation).toBe(2);
    expect(balanceOf(await world.machine.until(owner.submit(withdraw(100))))).toBe(6);
    await world.machine.until(owner.stop());
    const later = await start(options);
    expect(later.generation).toBe(2);
    expect(balanceOf(await world.machine.until(later.submit(withdraw(100))))).toBe(6);
    for (const amount of [7, 8, 9]) {
      await world.machine.until(later.submit(deposit(amount)));
      await world.machine.advance(500);
    }
    const names = await store.list(place);
    expect(names.some((name) => name.startsWith('manifest-0000000000000007'))).toBe(false);
    expect(names.length).toBeGreaterThan(0);
  });

  it('an owner that read the lost records still refuses, until it is started anew', async () => {
    const world = await ledgerWorld({});
    const stale = await world.startOwner();
    for (const amount of [1, 2, 3]) await world.machine.until(stale.submit(deposit(amount)));
    world.log.cutTail(topic, 0, 2);
    const owner = await world.startOwner({ mayRefold: true });
    await world.machine.until(owner.refold(2));
    expect(await world.machine.until(stale.submit(deposit(1)))).toMatchObject({ kind: 'unavailable', cause: 'log-diverged' });
    expect(await world.machine.until((await world.startOwner()).submit(deposit(1)))).toMatchObject({ kind: 'accepted' });
  });

  it('a second loss needs a second order', async () => {
    const { world, common, start, parts } = await afterCut({ cutAt: 4 });
    const options = { ...common, witnesses: async () => parts };
    const owner = await start({ ...options, mayRefold: true });
    await world.machine.until(owner.refold(2));
    for (const amount of [7, 8, 9]) {
      await world.machine.until(owner.submit(deposit(amount)));
      await world.machine.advance(500);
    }
    parts.push({ name: 'a read model', position: owner.position(), generation: owner.generation });
    await world.machine.until(owner.stop());
    world.log.cutTail(topic, 0, world.contents().length - 1);
    await expect(world.machine.until(world.createOwner(options).start())).rejects.toMatchObject(ends);
    await expect(world.machine.until(world.createOwner({ witnesses: options.witnesses }).start())).rejects.toMatchObject(ends);
  });

  it('the order is written once it counts, also when another owner writes meanwhile and answers are lost', async () => {
    let lose = 3;
    const world = await ledgerWorld({
      faults: ({ operation }) => (operation === 'append' && lose-- > 0 && lose < 2 ? { kind: 'lost-answer' } : undefined),
    });
    const [one, other] = [await world.startOwner(), await world.startOwner()];
    await world.machine.until(Promise.all([one.refold(2), other.submit(deposit(1)), other.refold(2)]));
    expect([one.generation, other.generation]).toEqual([2, 2]);
    await world.machine.until(one.atEnd());
    expect(one.digest()).toBe((await world.machine.until(other.atEnd()), other.digest()));
  });
});
