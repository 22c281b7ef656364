import { expect, it } from 'vitest';
import { barText, bytesText, durationText, shortened } from './format.ts';

it.each([
  [0, '0 B'],
  [1_023, '1023 B'],
  [1_024, '1.0 KiB'],
  [1_536 * 1_024, '1.5 MiB'],
  [150 * 1_024 ** 3, '150 GiB'],
])('%d bytes read %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));
it.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1_000, '1.0 s'],
  [59_960, '1 min 0 s'],
  [61_000, '1 min 1 s'],
  [3_600_000, '1 h 0 min'],
])('%d ms read %s', (ms, text) => expect(durationText(ms)).toBe(text));
it('a bar has its full width for any share', () => {
  for (const done of [-1, 0, 0.5, 1, 2]) expect(barText(done, 8)).toHaveLength(8);
  expect(barText(0.5, 8)).toBe('████░░░░');
});
it('a text that is too long keeps its end', () => {
  expect(shortened('handbook/leave-and-absence.md', 20)).toBe('handbook…-absence.md');
  expect(shortened('short.md', 20)).toBe('short.md');
});
