import { expect, it } from 'vitest';
import { createPace } from './pace.ts';

function paceAt() {
  let nowMs = 1_000;
  const pace = createPace({ monotonicMs: () => nowMs });
  return { pace, after: (ms: number) => void (nowMs += ms) };
}

it('a pace is unknown before anything was measured', () => {
  const { pace, after } = paceAt();
  expect([pace.perSecond(), pace.leftMs(10)]).toEqual([undefined, undefined]);
  after(100);
  pace.reached(1);
  expect(pace.perSecond()).toBeUndefined();
});
it('a pace is the work done in the time that it took, and the rest is expected to take as long', () => {
  const { pace, after } = paceAt();
  after(2_000);
  pace.reached(10);
  expect([pace.perSecond(), pace.leftMs(20)]).toEqual([5, 4_000]);
});
it('the remaining time runs down between two reports, and not below zero', () => {
  const { pace, after } = paceAt();
  after(2_000);
  pace.reached(10);
  after(1_500);
  expect(pace.leftMs(20)).toBe(2_500);
  after(60_000);
  expect(pace.leftMs(20)).toBe(0);
});
it('a report of less work is ignored', () => {
  const { pace, after } = paceAt();
  after(2_000);
  pace.reached(10);
  pace.reached(3);
  expect(pace.perSecond()).toBe(5);
});
