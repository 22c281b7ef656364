import { realMachine } from '@ragtime/runtime';
import { expect, it } from 'vitest';
import { createErasureGate } from './erasure-gate.ts';

const settle = async () => await realMachine.timers.sleep(0);

it('the gate waits for running erasures, lets none begin while it is held, and lets all begin afterwards', async () => {
  const gate = createErasureGate();
  const seen: string[] = [];
  const first = Promise.withResolvers<void>();
  const erasing = gate.pass(async () => {
    await first.promise;
    seen.push('first erased');
  });
  const holding = gate.hold().then((letGo) => {
    seen.push('held');
    return letGo;
  });
  const later = gate.pass(async () => await Promise.resolve(void seen.push('second erased')));
  await settle();
  expect(seen).toEqual([]);
  first.resolve();
  await erasing;
  const letGo = await holding;
  await settle();
  expect(seen).toEqual(['first erased', 'held']);
  letGo();
  await later;
  expect(seen).toEqual(['first erased', 'held', 'second erased']);
});

it('only one holder has the gate at a time, and a failed erasure does not block it', async () => {
  const gate = createErasureGate();
  const failing = gate.pass(async () => await Promise.reject(new Error('no disk')));
  await expect(failing).rejects.toThrow('no disk');
  const letGo = await gate.hold();
  let isHeldAgain = false;
  const again = gate.hold().then((letGoAgain) => {
    isHeldAgain = true;
    return letGoAgain;
  });
  await settle();
  expect(isHeldAgain).toBe(false);
  letGo();
  (await again)();
  expect(isHeldAgain).toBe(true);
});
