import { expect, it } from 'vitest';
import { numbersOf } from './numbers.ts';

const { count, duration, size } = numbersOf('en');

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [9_620, '9.6 kB'],
  [11_467, '11 kB'],
  [4_294_967_296, '4.3 GB'],
])('%d bytes are shown as %s', (bytes, shown) => {
  expect(size(bytes)).toBe(shown);
});

it('a counted word is singular or plural, as its number needs', () => {
  expect([count(0, 'page'), count(1, 'page'), count(1_200, 'page')]).toEqual(['0 pages', '1 page', '1,200 pages']);
});

it('a duration is shown in the unit that fits', () => {
  expect([duration(12.4), duration(1_250)]).toEqual(['12 ms', '1.3 s']);
});
