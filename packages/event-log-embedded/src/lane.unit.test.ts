import { createVirtualMachine } from '@ragtime/event-log/testing';
import { expect, it } from 'vitest';
import { createLane } from './lane.ts';

it('a lane lets two calls run at a time, in order, and other work between them', async () => {
  const machine = createVirtualMachine();
  const { pass } = createLane(machine.timers);
  const seen: string[] = [];
  let [inside, most] = [0, 0];
  const all = Array.from({ length: 6 }, (_, number) =>
    pass(async () => {
      inside += 1;
      most = Math.max(most, inside);
      await machine.timers.sleep(5);
      seen.push(String(number));
      inside -= 1;
    }),
  );
  machine.timers.after(6, () => void seen.push('another'));
  await machine.until(Promise.all(all));
  expect(most).toBe(2);
  expect(seen).toEqual(['0', '1', 'another', '2', '3', '4', '5']);
});

it('a call that fails in a lane makes room for the next', async () => {
  const machine = createVirtualMachine();
  const { pass } = createLane(machine.timers, 1);
  const failed = pass(() => Promise.reject(new Error('broken')));
  const next = pass(async () => await Promise.resolve('passed'));
  await expect(machine.until(failed)).rejects.toThrow('broken');
  expect(await machine.until(next)).toBe('passed');
});
