import { describe, expect, test } from 'vitest';
import { createPace } from './pace.ts';

describe('the pace of a rebuild', () => {
  const setUp = (msPerRecord: () => number) => {
    let nowMs = 0;
    const pace = createPace({ nowMs: () => nowMs, monotonicMs: () => nowMs, sinceBootMs: () => nowMs });
    const step = async () => {
      const tookMs = pace.records() * msPerRecord();
      await pace.measure(async () => void (nowMs += tookMs));
      return tookMs;
    };
    return { pace, step };
  };

  test.each([0.1, 0.4, 2])('settles at transactions below 100 ms, at %d ms per record', async (msPerRecord) => {
    const { step } = setUp(() => msPerRecord);
    await step();
    for (let round = 0; round < 20; round += 1) expect(await step()).toBeLessThan(100);
  });

  test('decreases at once when records become expensive, and not below a minimum', async () => {
    let msPerRecord = 0.05;
    const { pace, step } = setUp(() => msPerRecord);
    for (let round = 0; round < 10; round += 1) await step();
    expect(pace.records()).toBeGreaterThanOrEqual(400);
    msPerRecord = 5;
    await step();
    expect(pace.records()).toBeLessThan(20);
    msPerRecord = 1_000;
    await step();
    expect(pace.records()).toBe(10);
  });
});
