import { createVirtualMachine } from '@ragtime/event-log/testing';
import { expect, it } from 'vitest';
import { createLagWatch } from './lag-watch.ts';

it('a lag that has not come nearer for a minute is told, one that shrinks or is small is not', async () => {
  const machine = createVirtualMachine();
  const watch = createLagWatch(machine);
  const told = async (lags: readonly number[]) => {
    const all: boolean[] = [];
    for (const lag of lags) {
      await machine.advance(30_000);
      all.push(watch(lag) !== undefined);
    }
    return all;
  };
  expect(await told([900, 950, 999, 900])).toEqual([false, false, false, false]);
  expect(await told([5_000, 6_000, 7_000])).toEqual([false, false, true]);
  expect(await told([900, 800])).toEqual([false, false]);
  expect(watch(50_000)).toBeUndefined();
  expect(await told([40_000, 30_000, 20_000, 20_000])).toEqual([false, false, false, false]);
});
