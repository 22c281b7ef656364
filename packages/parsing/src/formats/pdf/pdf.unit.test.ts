import { describe, expect, it } from 'vitest';
import { parseFile, parseText } from '../../testing/parse-text.ts';
import { type PdfLine, writePdf } from '../../testing/write-pdf.ts';

const lines = (texts: readonly string[], y = 100, x = 60): readonly PdfLine[] =>
  texts.map((text, index) => ({ text, x, y: y + index * 14 }));
const filler = lines(
  [
    'This is the usual text of the page, of which there is',
    'enough to see how large letters and gaps usually are.',
    'Nothing else is here.',
  ],
  600,
);

it('joins lines to paragraphs, makes broken words whole, and says where they stand', async () => {
  const page = [
    ...lines(['The supplier guarantees the coup-', 'ling for two years from the day', 'of delivery.']),
    ...lines(['A second paragraph.'], 170),
    ...filler,
  ];
  const [first, second] = await parseText('a', writePdf([page]));
  expect(first).toMatchObject({
    kind: 'text',
    text: 'The supplier guarantees the coupling for two years from the day of delivery.',
    place: { page: 1, boxes: [{ page: 1, x: 60, y: 92, height: 38 }] },
  });
  expect(second).toMatchObject({ text: 'A second paragraph.' });
});

it('recognises headings by the size of their letters', async () => {
  const title = [
    { text: 'Handbook', x: 60, y: 60, size: 24 },
    { text: 'Leave', x: 60, y: 90, size: 14 },
  ];
  const blocks = await parseText('a.pdf', writePdf([[...title, ...lines(['Text.'], 110), ...filler]]));
  expect(blocks).toMatchObject([
    { kind: 'heading', level: 1, text: 'Handbook' },
    { kind: 'heading', level: 3, text: 'Leave' },
    { kind: 'text', text: 'Text.', headings: ['Handbook', 'Leave'] },
    { kind: 'text' },
  ]);
});

describe('a table', () => {
  const cells = [
    ['Article', 'Price', 'Stock'],
    ['Bolt M8', '12.50', '100'],
    ['Nut', '3.00', '7'],
    ['Long washer', '0.10', '2,000'],
  ];
  const table = cells.flatMap((row, index) => row.map((text, column) => ({ text, x: 60 + column * 120, y: 200 + index * 18 })));
  it('is found by cells that stand under each other', async () => {
    const blocks = await parseText('a.pdf', writePdf([[...lines(['Before the table.']), ...table, ...filler]]));
    expect(blocks).toMatchObject([
      { text: 'Before the table.' },
      { kind: 'table', rows: cells, header: true, place: { page: 1 } },
      { kind: 'text' },
    ]);
  });
  it('is found when it is drawn column by column, and when a cell has two lines', async () => {
    const byColumn = [0, 1, 2].flatMap((column) => table.filter(({ x }) => x === 60 + column * 120));
    const wrapped = { text: 'in a box', x: 180, y: 200 + 3 * 18 + 12 };
    const blocks = await parseText('a.pdf', writePdf([[...byColumn, wrapped, ...filler]]));
    expect(blocks[0]).toMatchObject({ kind: 'table', rows: { 3: ['Long washer', '0.10 in a box', '2,000'] } });
  });
  it('is not two columns of prose', async () => {
    const left = lines(Array.from({ length: 12 }, (_, n) => `Left column line ${n} of the text here`));
    const right = lines(
      Array.from({ length: 12 }, (_, n) => `Right column line ${n} of the text too`),
      100,
      330,
    );
    const blocks = await parseText('a.pdf', writePdf([[...left, ...right]]));
    expect(blocks.every(({ kind }) => kind === 'text')).toBe(true);
    expect(blocks.map((block) => ('text' in block ? block.text : '')).join(' ')).toMatch(
      /^Left column line 0.*Left column line 11 .*Right column line 0.*line 11/u,
    );
  });
});

it('gives lists as list blocks', async () => {
  const items = lines(['- Wear a helmet, and', '1. Lock the machine']);
  const [list] = await parseText('a.pdf', writePdf([[...items, ...filler]]));
  expect(list).toMatchObject({ kind: 'list', text: '- Wear a helmet, and\n1. Lock the machine' });
});

it('drops running heads and feet, and joins a sentence that goes on over the page', async () => {
  const page = (n: number): readonly PdfLine[] => [
    { text: 'Northwind Handbook', x: 60, y: 40 },
    ...lines([`Page ${n} begins here and ends its text`, `in the middle of sentence ${n} that`], 300),
    ...lines([`goes on ${n} until it ends.`], 110),
    { text: `${n} / 5`, x: 280, y: 815 },
  ];
  const turned = [1, 2, 3, 4, 5].map((n) => [
    ...page(n).slice(0, 1),
    ...(n > 1 ? page(n - 1).slice(3, 4) : []),
    ...page(n).slice(1, 3),
    ...page(n).slice(4),
  ]);
  const blocks = await parseText('a.pdf', writePdf(turned));
  const text = blocks.map((block) => ('text' in block ? block.text : '')).join('\n');
  expect(text).not.toMatch(/Northwind|\/ 5/u);
  expect(blocks[0]).toMatchObject({
    text: 'Page 1 begins here and ends its text in the middle of sentence 1 that goes on 1 until it ends.',
    place: { page: 1, lastPage: 2 },
  });
});

describe('windows', () => {
  it('have fifty pages each, and give every page once', async () => {
    const { plan, blocks } = await parseFile(
      'a.pdf',
      writePdf(Array.from({ length: 115 }, (_, n) => lines([`Only page ${n + 1} says so.`]))),
    );
    expect(plan).toMatchObject({
      unit: 'page',
      count: 115,
      windows: [
        { first: 1, last: 50 },
        { first: 51, last: 100 },
        { first: 101, last: 115 },
      ],
    });
    expect(blocks.map(({ place }) => place.page)).toStrictEqual(Array.from({ length: 115 }, (_, n) => n + 1));
  });
});

describe('a file', () => {
  it('without a text layer is refused as such', async () => {
    await expect(parseText('scan.pdf', writePdf([[], []]))).rejects.toMatchObject({ code: 'text-missing', retryable: false });
  });
  it('that ends after its head is damaged', async () => {
    await expect(parseText('a.pdf', '%PDF-1.7\nnothing')).rejects.toMatchObject({ code: 'file-damaged' });
  });
});
