import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultWeights, fuse, type Scored } from './fuse.ts';

const lexical = (score: number): Scored => ({ lexical: score, vector: undefined });
const vector = (score: number): Scored => ({ lexical: undefined, vector: score });

describe('a fused score', () => {
  test('is 1 for the best passage by words and by vector', () => {
    expect(
      fuse(
        [
          { lexical: 8, vector: 0.9 },
          { lexical: 4, vector: 0.5 },
        ],
        defaultWeights,
      )[0],
    ).toBe(1);
  });
  test('weighs words more than vectors', () => {
    const [byWords, byVector] = fuse([lexical(3), vector(0.99), vector(0.1)], defaultWeights);
    expect(byWords).toBeGreaterThan(byVector ?? 1);
  });
  test('ignores a side with weight 0', () => {
    expect(
      fuse(
        [
          { lexical: 8, vector: 0 },
          { lexical: 4, vector: 1 },
        ],
        { lexical: 1, vector: 0 },
      ),
    ).toStrictEqual([1, 0.5]);
    expect(
      fuse(
        [
          { lexical: 8, vector: 0 },
          { lexical: 4, vector: 1 },
        ],
        { lexical: 0, vector: 1 },
      ),
    ).toStrictEqual([0, 1]);
    expect(fuse([{ lexical: 8, vector: 0 }], { lexical: 0, vector: 0 })).toStrictEqual([0]);
  });
  test('lies from 0 to 1, and never falls when a hit gets better on one side', () => {
    const score = fc.option(fc.double({ min: -1, max: 1, noNaN: true }), { nil: undefined });
    const found = fc.array(
      fc.record({ lexical: fc.option(fc.double({ min: 0, max: 40, noNaN: true }), { nil: undefined }), vector: score }),
    );
    const weight = fc.double({ min: 0, max: 10, noNaN: true });
    fc.assert(
      fc.property(found, fc.record({ lexical: weight, vector: weight }), (hits, weights) => {
        const scores = fuse(hits, weights);
        expect(scores).toHaveLength(hits.length);
        for (const [at, each] of scores.entries()) {
          expect(each).toBeGreaterThanOrEqual(0);
          expect(each).toBeLessThanOrEqual(1 + 1e-9);
          for (const [other, another] of scores.entries()) {
            const [one, two] = [hits[at], hits[other]];
            const isBetter = one?.vector === two?.vector && (one?.lexical ?? 0) >= (two?.lexical ?? 0);
            expect(isBetter && each < another - 1e-9).toBe(false);
          }
        }
      }),
    );
  });
});
