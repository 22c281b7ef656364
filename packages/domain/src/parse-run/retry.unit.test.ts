import fc from 'fast-check';
import { expect, it } from 'vitest';
import { retryDelayMs } from './retry.ts';

it('grows by four from a second to five minutes', () =>
  expect([1, 2, 3, 4, 5, 6, 100].map((failures) => retryDelayMs(failures, 0.5))).toStrictEqual([
    1_000, 4_000, 16_000, 64_000, 256_000, 300_000, 300_000,
  ]));

it('is a whole number within a quarter of its middle, whatever chance is given', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.double(), (failures, jitter) => {
      const delayMs = retryDelayMs(failures, jitter);
      const middleMs = retryDelayMs(failures, 0.5);
      expect(Number.isSafeInteger(delayMs)).toBe(true);
      expect(Math.abs(delayMs - middleMs)).toBeLessThanOrEqual(middleMs / 4);
    }),
  ));
