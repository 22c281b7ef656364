import { type ChunkSettings, chunkMethods } from '@ragtime/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, PageBox } from '../../block.ts';
import { countTokens } from '../../tokens.ts';
import { chunk } from '../index.ts';

const settings = (change: Partial<ChunkSettings<'general'>> = {}): ChunkSettings<'general'> => ({
  method: 'general',
  chunkTokens: 64,
  overlapTokens: 0,
  delimiters: chunkMethods.general.fields.delimiters.default,
  ...change,
});
const text = (content: string, line = 1): Block => ({ kind: 'text', text: content, place: { line }, headings: [] });
const heading = (content: string, level = 1): Block => ({ kind: 'heading', level, text: content, place: { line: 1 } });
const sentence = (n: number) => `Sentence number ${n} says a thing. `;
const prose = (count: number) =>
  Array.from({ length: count }, (_, n) => sentence(n))
    .join('')
    .trim();
const squeezed = (content: string) => content.replaceAll(/\s+/gu, '');

describe('a text', () => {
  it('stays whole when it fits', () => {
    expect(chunk([text('One.', 3), text('Two.', 5)], settings())).toStrictEqual([
      {
        ordinal: 0,
        text: 'One.\n\nTwo.',
        tokens: countTokens('One.\n\nTwo.'),
        pages: undefined,
        lines: [3, 5],
        boxes: undefined,
        headings: [],
        kind: 'text',
      },
    ]);
  });
  it('keeps the boxes of its blocks, each once, whatever pages they are on', () => {
    const box = (page: number, y: number) => ({ page, x: 60, y, width: 300, height: 14 });
    const onPages = (content: string, ...boxes: readonly PageBox[]): Block => ({
      kind: 'text',
      text: content,
      place: { page: boxes[0]?.page ?? 1, boxes },
      headings: [],
    });
    const blocks = [onPages('One.', box(1, 700)), onPages('Two.', box(1, 720), box(2, 40)), onPages(prose(40), box(2, 60))];
    const chunks = chunk(blocks, settings());
    expect(chunks[0]?.boxes).toStrictEqual([box(1, 700), box(1, 720), box(2, 40)]);
    for (const later of chunks.slice(1)) expect(later.boxes).toStrictEqual([box(2, 60)]);
  });
  it('of very many blocks keeps one box a page', () => {
    const blocks = Array.from({ length: 100 }, (_, n): Block => {
      const boxes = [{ page: 1 + (n % 2), x: n, y: 10, width: 5, height: 5 }];
      return { kind: 'text', text: 'A.', place: { page: 1, boxes }, headings: [] };
    });
    expect(chunk(blocks, settings({ chunkTokens: 1_000 }))[0]?.boxes).toStrictEqual([
      { page: 1, x: 0, y: 10, width: 103, height: 5 },
      { page: 2, x: 1, y: 10, width: 103, height: 5 },
    ]);
  });
  it('is cut at the ends of sentences', () => {
    const chunks = chunk([text(prose(40))], settings());
    expect(chunks.length).toBeGreaterThan(3);
    for (const { text: passage } of chunks) expect(passage).toMatch(/^Sentence number \d+ says.*thing\.$/su);
  });
  it('without a delimiter is cut between words, and a long word within the word', () => {
    const chunks = chunk([text(`${'word '.repeat(200)}${'x'.repeat(2000)}`)], settings({ delimiters: [] }));
    expect(chunks.map(({ text: passage }) => squeezed(passage)).join('')).toBe('word'.repeat(200) + 'x'.repeat(2000));
    expect(chunks[0]?.text).toMatch(/^(word )+word$/u);
  });
  it('is never cut within a surrogate pair', () => {
    for (const { text: passage } of chunk([text('😀🦊🇩🇪'.repeat(100))], settings({ chunkTokens: 5 })))
      expect(passage.isWellFormed()).toBe(true);
  });
  it('gives the lines of each passage', () => {
    const lines = Array.from({ length: 40 }, (_, n) => sentence(n).trim());
    const block: Block = { kind: 'text', text: lines.join('\n'), place: { line: 11, lastLine: 50 }, headings: [] };
    for (const { text: passage, lines: range } of chunk([block], settings())) {
      expect(passage).toBe(lines.slice((range?.[0] ?? 0) - 11, (range?.[1] ?? 0) - 10).join('\n'));
    }
  });
});

describe('an overlap', () => {
  it('repeats the last whole sentences of the passage before', () => {
    const chunks = chunk([text(prose(40))], settings({ overlapTokens: 20 }));
    for (const [index, { text: passage }] of chunks.entries()) {
      if (index === 0) continue;
      const first = /^Sentence number \d+ says a thing\./u.exec(passage)?.[0] ?? 'none';
      expect(chunks[index - 1]?.text).toContain(first);
    }
  });
  it('keeps the space at the joint where a paragraph goes on in the next passage', () => {
    const whole = prose(40);
    const chunks = chunk([text(whole)], settings({ overlapTokens: 20 }));
    expect(chunks.length).toBeGreaterThan(3);
    for (const { text: passage } of chunks) expect(whole).toContain(passage);
  });
  it('does not cross a heading', () => {
    const chunks = chunk([text(prose(6)), heading('Next'), text(prose(6))], settings({ overlapTokens: 20 }));
    expect(chunks.find(({ text: passage }) => passage.startsWith('Next'))).toBeDefined();
  });
});

describe('a heading', () => {
  it('is the path of what stands under it', () => {
    const under = { ...text(prose(4)), headings: ['A', 'B'] } as Block;
    const chunks = chunk([heading('A'), heading('B', 2), under], settings());
    expect(chunks).toHaveLength(1);
    expect(chunks[0]).toMatchObject({ headings: ['A'], text: `A\n\nB\n\n${prose(4)}` });
  });
  it('never ends a passage that has more text after it', () => {
    const blocks = Array.from({ length: 12 }, (_, n) => [heading(`Heading ${n}`), text(prose(1 + (n % 5)))]).flat();
    for (const { text: passage } of chunk(blocks, settings())) expect(passage).not.toMatch(/Heading \d+$/u);
  });
});

describe('a table', () => {
  const table = (rows: number): Block => ({
    kind: 'table',
    header: true,
    caption: 'Prices',
    place: { line: 1, lastLine: rows + 1 },
    headings: ['Shop'],
    rows: [['Article', 'Price'], ...Array.from({ length: rows }, (_, n) => [`Article ${n}`, `${n} euro`])],
  });
  it('is one passage when it fits', () => {
    expect(chunk([text('Before.'), table(2), text('After.')], settings())).toMatchObject([
      { text: 'Before.', kind: 'text' },
      {
        text: 'Prices\n| Article | Price |\n| --- | --- |\n| Article 0 | 0 euro |\n| Article 1 | 1 euro |',
        kind: 'table',
        headings: ['Shop'],
      },
      { text: 'After.', kind: 'text' },
    ]);
  });
  it('is cut between rows, its names repeated', () => {
    const chunks = chunk([table(50)], settings());
    expect(chunks.length).toBeGreaterThan(5);
    for (const { text: passage } of chunks)
      expect(passage).toMatch(/^Prices\n\| Article \| Price \|\n\| --- \| --- \|\n(\| Article \d+ \| \d+ euro \|\n?)+$/u);
    expect(chunks.flatMap(({ text: passage }) => passage.match(/Article \d+/gu) ?? [])).toHaveLength(50);
    expect(chunks[1]?.lines).toStrictEqual([(chunks[0]?.lines?.[1] ?? 0) + 1, expect.any(Number)]);
  });
  it('cuts a row that is too large as if it were text', () => {
    const huge: Block = { kind: 'table', header: true, place: {}, headings: [], rows: [['A'], [prose(40)]] };
    const chunks = chunk([huge], settings());
    expect(squeezed(chunks.map(({ text: passage }) => passage).join(''))).toContain(squeezed(prose(40)));
    for (const { tokens } of chunks) expect(tokens).toBeLessThanOrEqual(64);
  });
});

describe('whatever the document', () => {
  const words = fc.array(
    fc.oneof(
      fc.lorem({ mode: 'sentences', maxCount: 6 }),
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.constantFrom('\n', '\n\n', '. '),
    ),
    { maxLength: 8 },
  );
  const content = words.map((parts) => parts.join(' '));
  const block: fc.Arbitrary<Block> = fc.oneof(
    content.map((passage) => text(passage)),
    fc.string({ maxLength: 40 }).map((passage) => heading(passage)),
    fc
      .array(fc.array(fc.lorem({ maxCount: 12 }), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 })
      .map((rows): Block => ({ kind: 'table', rows, header: false, place: {}, headings: [] })),
  );
  const chosen = fc.record({ chunkTokens: fc.integer({ min: 16, max: 120 }), overlapTokens: fc.integer({ min: 0, max: 60 }) });

  it('no passage is larger than asked for, empty, or half a character', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), chosen, (blocks, change) => {
        for (const [index, passage] of chunk(blocks, settings(change)).entries()) {
          expect(passage.ordinal).toBe(index);
          expect(passage.tokens).toBe(countTokens(passage.text));
          expect(passage.tokens).toBeLessThanOrEqual(change.chunkTokens);
          expect(passage.text.trim()).not.toBe('');
        }
      }),
    );
  });
  it('the passages without their repetition are the whole text', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), chosen, (blocks, { chunkTokens }) => {
        const parts = blocks.flatMap((each) => (each.kind === 'table' ? each.rows.map((row) => `|${row.join('|')}|`) : [each.text]));
        const passages = chunk(blocks, settings({ chunkTokens })).map(({ text: passage }) => passage);
        expect(squeezed(passages.join(''))).toBe(squeezed(parts.join('')));
      }),
    );
  });
  it('repetition only adds text: each passage begins with an end of the one before, or goes on', () => {
    fc.assert(
      fc.property(
        fc.array(
          content.map((passage) => text(passage)),
          { maxLength: 8 },
        ),
        chosen,
        (blocks, change) => {
          const passages = chunk(blocks, settings(change)).map(({ text: passage }) => squeezed(passage));
          const whole = squeezed(blocks.map((each) => (each.kind === 'table' ? '' : each.text)).join(''));
          let reached = 0;
          for (const passage of passages) {
            const from = whole.lastIndexOf(passage, reached);
            expect(from).toBeGreaterThanOrEqual(0);
            expect(from + passage.length).toBeGreaterThan(reached);
            reached = from + passage.length;
          }
          expect(reached).toBe(whole.length);
        },
      ),
    );
  });
});
