import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeVectorFile, encodeVectorFile } from './vector-file.ts';
import { wordTable } from './word-table.ts';

const tableOf = (words: readonly string[]) =>
  wordTable(
    decodeVectorFile(
      encodeVectorFile(
        'test',
        1,
        words.map((word) => ({ word, vector: [1] })),
      ),
      'test',
    ),
  );

it('a word is found at its rank, and no other word is found', () => {
  const word = fc.string({ unit: 'grapheme', maxLength: 12 });
  fc.assert(
    fc.property(fc.uniqueArray(word, { maxLength: 200 }), fc.array(word), (words, others) => {
      const rankOf = tableOf(words);
      expect(words.map(rankOf)).toStrictEqual([...words.keys()]);
      for (const other of others) expect(rankOf(other)).toBe(words.indexOf(other));
    }),
  );
});

it('a word of any length may be looked up', () => {
  const rankOf = tableOf(['a'.repeat(255)]);
  expect(rankOf('a'.repeat(255))).toBe(0);
  expect(rankOf('a'.repeat(256))).toBe(-1);
  expect(rankOf('数'.repeat(255))).toBe(-1);
  expect(rankOf('')).toBe(-1);
});
