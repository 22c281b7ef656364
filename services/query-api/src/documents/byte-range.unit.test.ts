import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namesTag, rangeOf } from './byte-range.ts';

describe('a range of bytes', () => {
  it.each([
    ['bytes=0-3', { first: 0, last: 3 }],
    ['bytes=4-', { first: 4, last: 9 }],
    ['bytes=-3', { first: 7, last: 9 }],
    ['bytes=-30', { first: 0, last: 9 }],
    ['bytes=8-99', { first: 8, last: 9 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=3-2', undefined],
    ['bytes=0-1,3-4', undefined],
    ['bytes=-', undefined],
    ['pages=0-1', undefined],
    [undefined, undefined],
  ])('%s of ten bytes', (header, range) => expect(rangeOf(header, 10)).toEqual(range));

  it('lies within the content for every header', () => {
    fc.assert(
      fc.property(fc.nat(), fc.option(fc.nat()), fc.nat({ max: 1_000 }), (first, last, sizeBytes) => {
        const range = rangeOf(`bytes=${first}-${last ?? ''}`, sizeBytes);
        if (range === undefined || range === 'unsatisfiable') return;
        expect(range.first).toBeLessThanOrEqual(range.last);
        expect(range.last).toBeLessThan(sizeBytes);
      }),
    );
  });
});

describe('a list of tags names one', () => {
  it.each(['"a"', 'W/"a"', '"b", "a"', '"b",W/"a"', '*', ' * '])('%s', (header) => expect(namesTag(header, '"a"')).toBe(true));
  it.each([undefined, '', '"b"', 'a', '"a', '"A"', '"*"'])('but %s does not', (header) => expect(namesTag(header, '"a"')).toBe(false));
});
