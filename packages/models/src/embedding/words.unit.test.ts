import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWord, wordParts, wordsOf } from './words.ts';

describe('the words of a text', () => {
  it.each([
    ['are in lower case, without punctuation', 'Hello, World! (3 mp3s)', ['hello', 'world', '3', 'mp3s']],
    [
      'stay whole where hyphens join them',
      'A well-known, battery-powered re-release -',
      ['a', 'well-known', 'battery-powered', 're-release'],
    ],
    ['lose a possessive', "the driver's boss’s drivers' cars", ['the', 'driver', 'boss', 'drivers', 'cars']],
    ['say not for a negated verb', "we don't, can’t and won't", ['we', 'not', 'not', 'and', 'not']],
    ['keep other apostrophes inside', "O'Brien's l'hôtel", ["o'brien", "l'hotel"]],
    ['lose their accents', 'Café ZÜRICH naïve', ['cafe', 'zurich', 'naive']],
    ['are read through ligatures and wide letters of a PDF', 'ﬁle Ｗｉｆｉ', ['file', 'wifi']],
    ['are read through hyphens of every kind', 'part\u2011time co\u00adoperate full\u2010time', ['part-time', 'cooperate', 'full-time']],
    ['may be of any script', 'Данные 数据', ['данные', '数据']],
    ['are cut at signs that join names of files and code', 'read_file/path.ts', ['read', 'file', 'path', 'ts']],
  ])('%s', (_, text, words) => {
    expect(wordsOf(text)).toStrictEqual(words);
  });

  it('are words themselves, for any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('a', 'é', 'ﬁ', "'", '’', '-', ' ', 's', 't', 'n') })),
        (text) => {
          for (const word of wordsOf(text)) expect(wordsOf(word).length).toBe(1);
        },
      ),
    );
  });
});

it('a compound is cut at its hyphens and apostrophes', () => {
  expect(wordParts("d'artagnan-like")).toStrictEqual(['d', 'artagnan', 'like']);
  expect(wordParts('plain')).toStrictEqual(['plain']);
});

it('a vocabulary may contain only words that a text can reach', () => {
  expect(['cat', 'mid-1990s', 'u2'].filter(isWord)).toStrictEqual(['cat', 'mid-1990s', 'u2']);
  expect(['', ',', 'Cat', 'anti-', "driver's", 'two words', 'naïve'].filter(isWord)).toStrictEqual([]);
});
