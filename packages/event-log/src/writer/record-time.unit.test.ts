import { createClockWatch } from '@ragtime/runtime';
import { describe, expect, it } from 'vitest';
import { deposit, ledgerWorld, topic } from '../testing/world.ts';
import type { OwnerAlarm } from './owner.ts';

describe('record time', () => {
  it('never goes back', async () => {
    const world = await ledgerWorld({});
    const owner = await world.startOwner();
    const first = await world.machine.until(owner.submit(deposit(1)));
    world.machine.shiftClock(-30_000);
    const second = await world.machine.until(owner.submit(deposit(1)));
    if (first.kind !== 'accepted' || second.kind !== 'accepted') throw new Error('not accepted');
    expect(second.atMs).toBe(first.atMs);
  });

  it('that is 60 s ahead of its clock makes an owner refuse commands and raise one alarm, until the clock is right', async () => {
    const world = await ledgerWorld({});
    const alarms: OwnerAlarm[] = [];
    const owner = await world.startOwner({ onAlarm: (alarm) => void alarms.push(alarm) });
    await world.machine.until(owner.submit(deposit(1)));
    const before = world.contents().length;
    world.machine.shiftClock(-60_000);
    for (let tries = 0; tries < 3; tries += 1)
      expect(await world.machine.until(owner.submit(deposit(1)))).toMatchObject({ kind: 'unavailable', cause: 'clock-off' });
    expect(owner.state).toBe('clock-off');
    expect(alarms).toMatchObject([{ reason: 'clock-off', topic, partition: 0 }]);
    expect(world.contents()).toHaveLength(before);
    world.machine.shiftClock(60_000);
    expect(owner.state).toBe('serving');
    expect(await world.machine.until(owner.submit(deposit(1)))).toMatchObject({ kind: 'accepted' });
  });

  it('from the future stands still after the order of an operator, until the clock is past it; a later one needs another order', async () => {
    const world = await ledgerWorld({});
    const future = await world.startOwner();
    world.machine.shiftClock(25 * 3_600_000);
    const ahead = await world.machine.until(future.submit(deposit(1)));
    world.machine.shiftClock(-25 * 3_600_000);
    const owner = await world.startOwner();
    expect(await world.machine.until(owner.submit(deposit(1)))).toMatchObject({ cause: 'clock-off' });
    await world.machine.until(owner.acceptClock());
    const still = await world.machine.until(owner.submit(deposit(1)));
    if (ahead.kind !== 'accepted' || still.kind !== 'accepted') throw new Error('not accepted');
    expect(still.atMs).toBe(ahead.atMs);
    expect(await world.machine.until(future.submit(deposit(1)))).toMatchObject({ kind: 'accepted' });
    const successor = await world.startOwner();
    expect(await world.machine.until(successor.submit(deposit(1)))).toMatchObject({ kind: 'accepted', atMs: ahead.atMs });
    await world.machine.advance(25 * 3_600_000 + 1_000);
    const later = await world.machine.until(successor.submit(deposit(1)));
    expect(later).toMatchObject({ kind: 'accepted', atMs: world.machine.clock.nowMs() });
    world.machine.shiftClock(3_600_000);
    expect(await world.machine.until(successor.submit(deposit(1)))).toMatchObject({ kind: 'accepted' });
    world.machine.shiftClock(-3_600_000);
    expect(await world.machine.until(successor.submit(deposit(1)))).toMatchObject({ cause: 'clock-off' });
  });

  it('is not that of a clock which is watched and jumps: nothing is written until it is back', async () => {
    const world = await ledgerWorld({});
    const clockWatch = createClockWatch({ machine: world.machine });
    const owner = await world.startOwner({ clockWatch });
    await world.machine.until(owner.submit(deposit(1)));
    const before = world.contents().length;
    world.machine.shiftClock(7_200_000);
    expect(await world.machine.until(owner.submit(deposit(1)))).toMatchObject({ kind: 'unavailable', cause: 'clock-off' });
    expect(world.contents()).toHaveLength(before);
    expect(owner.state).toBe('clock-off');
    world.machine.shiftClock(-7_200_000);
    expect(await world.machine.until(owner.submit(deposit(1)))).toMatchObject({ kind: 'accepted' });
    clockWatch.stop();
  });
});
