import { expect, it } from 'vitest';
import type { Output } from '../shared/output.ts';
import { passageText, type SearchHit } from './passage-text.ts';

const output = {
  columns: () => 40,
  styled: (style: unknown, text: string) => (Array.isArray(style) ? `<${text}>` : text),
} as unknown as Output;

const hitOf = (text: string, more: Partial<SearchHit> = {}): SearchHit => ({
  chunkId: 'passage',
  documentId: 'document',
  datasetId: 'dataset',
  documentName: 'a.txt',
  text,
  headings: [],
  kind: 'text',
  score: 1,
  scores: {},
  metadata: {},
  ...more,
});
const rangeOf = (text: string, word: string): [number, number] => [text.indexOf(word), text.indexOf(word) + word.length];
const show = (hit: SearchHit, isVerbose = false) => passageText(output, hit, 1, isVerbose);

it('matching words are highlighted', () => {
  const text = 'The brake pads are worn.';
  const highlights = { ranges: [rangeOf(text, 'brake'), rangeOf(text, 'pads')], snippet: '' };
  expect(show(hitOf(text, { highlights }))).toContain('The <brake> <pads> are worn.');
});
it('the source shows its pages or lines', () => {
  expect(show(hitOf('x', { pages: [3, 3] }))).toMatch(/^1\. a\.txt, page 3\n/);
  expect(show(hitOf('x', { pages: [3, 4] }))).toMatch(/^1\. a\.txt, pages 3–4\n/);
  expect(show(hitOf('x', { lines: [1, 9] }))).toMatch(/^1\. a\.txt, lines 1–9\n/);
  expect(show(hitOf('x'))).toMatch(/^1\. a\.txt\n/);
});
it('a long passage is cut between words, around its first match', () => {
  const text = `${'before '.repeat(200)}needle ${'after '.repeat(200)}`;
  const shown = show(hitOf(text, { highlights: { ranges: [rangeOf(text, 'needle')], snippet: '' } }));
  expect(shown).toContain('<needle>');
  expect(shown.length).toBeLessThan(700);
  expect(shown).toMatch(/ {3}…before /);
  expect(shown).toMatch(/after…\n$/);
});
it('a passage with --verbose is shown whole', () => {
  const text = `${'before '.repeat(200)}end`;
  const shown = show(hitOf(text), true);
  expect([shown.match(/before/g)?.length, shown.trimEnd().endsWith('end'), shown.includes('…')]).toEqual([200, true, false]);
});
it('no line is longer than the terminal is wide', () => {
  for (const line of show(hitOf('words and more words '.repeat(15))).split('\n')) expect(line.length).toBeLessThanOrEqual(40);
});
it('a document cannot steer the terminal', () => {
  const shown = show(hitOf('red \u001B[31malert\u0007 \u009B2J and\u202E back', { documentName: 'a\u001B]0;title\u0007.txt' }));
  for (const mark of ['\u001B', '\u0007', '\u009B', '\u202E']) expect(shown).not.toContain(mark);
});
