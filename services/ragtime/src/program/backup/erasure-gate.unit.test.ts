import { realMachine } from '@ragtime/runtime';
import { expect, it } from 'vitest';
import { createErasureGate } from './erasure-gate.ts';

const turn = async () => await realMachine.timers.sleep(0);

it('waits for the erasures that are under way, lets none begin while it is held, and all afterwards', async () => {
  const gate = createErasureGate();
  const told: string[] = [];
  const first = Promise.withResolvers<void>();
  const erasing = gate.pass(async () => {
    await first.promise;
    told.push('first erased');
  });
  const holding = gate.hold().then((letGo) => {
    told.push('held');
    return letGo;
  });
  const later = gate.pass(async () => await Promise.resolve(void told.push('second erased')));
  await turn();
  expect(told).toEqual([]);
  first.resolve();
  await erasing;
  const letGo = await holding;
  await turn();
  expect(told).toEqual(['first erased', 'held']);
  letGo();
  await later;
  expect(told).toEqual(['first erased', 'held', 'second erased']);
});

it('is held by one at a time, and an erasure that fails lets it go as well', async () => {
  const gate = createErasureGate();
  const failing = gate.pass(async () => await Promise.reject(new Error('no disk')));
  await expect(failing).rejects.toThrow('no disk');
  const letGo = await gate.hold();
  let isHeldAgain = false;
  const again = gate.hold().then((letGoAgain) => {
    isHeldAgain = true;
    return letGoAgain;
  });
  await turn();
  expect(isHeldAgain).toBe(false);
  letGo();
  (await again)();
  expect(isHeldAgain).toBe(true);
});
