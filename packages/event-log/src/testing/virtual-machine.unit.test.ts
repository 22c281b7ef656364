import { expect, it } from 'vitest';
import { createVirtualMachine } from './virtual-machine.ts';

it('throws when timers set timers for ever and no time passes', async () => {
  const machine = createVirtualMachine();
  const again = (): void => void machine.timers.after(0, again);
  again();
  await expect(machine.advance(1)).rejects.toThrow('no time passes');
});

it('moves time from timer to timer, up to the given duration', async () => {
  const machine = createVirtualMachine();
  const fired: number[] = [];
  for (const atMs of [5, 20, 10]) machine.timers.after(atMs, () => fired.push(atMs));
  await machine.advance(10);
  expect([fired, machine.clock.monotonicMs()]).toEqual([[5, 10], 10]);
});
