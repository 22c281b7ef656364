import { createVirtualMachine } from '@ragtime/event-log/testing';
import { expect, it } from 'vitest';
import { createLagWatch } from './lag-watch.ts';

it('a lag that has not shrunk for a minute is reported; a lag that shrinks, or is small, is not', async () => {
  const machine = createVirtualMachine();
  const watch = createLagWatch(machine);
  const reported = async (lags: readonly number[]) => {
    const all: boolean[] = [];
    for (const lag of lags) {
      await machine.advance(30_000);
      all.push(watch(lag) !== undefined);
    }
    return all;
  };
  expect(await reported([900, 950, 999, 900])).toEqual([false, false, false, false]);
  expect(await reported([5_000, 6_000, 7_000])).toEqual([false, false, true]);
  expect(await reported([900, 800])).toEqual([false, false]);
  expect(watch(50_000)).toBeUndefined();
  expect(await reported([40_000, 30_000, 20_000, 20_000])).toEqual([false, false, false, false]);
});
