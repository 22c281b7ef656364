import { expect, it } from 'vitest';
import { createPace } from './pace.ts';

function paceAt() {
  let nowMs = 1_000;
  const pace = createPace({ monotonicMs: () => nowMs });
  return { pace, after: (ms: number) => void (nowMs += ms) };
}

it('says nothing before it has seen anything', () => {
  const { pace, after } = paceAt();
  expect([pace.perSecond(), pace.leftMs(10)]).toEqual([undefined, undefined]);
  after(100);
  pace.reached(1);
  expect(pace.perSecond()).toBeUndefined();
});
it('is what was done by the time that it took, and what is left goes on like that', () => {
  const { pace, after } = paceAt();
  after(2_000);
  pace.reached(10);
  expect([pace.perSecond(), pace.leftMs(20)]).toEqual([5, 4_000]);
});
it('runs down between two news, and not below nothing', () => {
  const { pace, after } = paceAt();
  after(2_000);
  pace.reached(10);
  after(1_500);
  expect(pace.leftMs(20)).toBe(2_500);
  after(60_000);
  expect(pace.leftMs(20)).toBe(0);
});
it('takes no step back', () => {
  const { pace, after } = paceAt();
  after(2_000);
  pace.reached(10);
  pace.reached(3);
  expect(pace.perSecond()).toBe(5);
});
