import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import { parseFile, parseText } from '../../testing/parse-text.ts';

async function workbook(fill: (book: ExcelJS.Workbook) => void): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  fill(book);
  return new Uint8Array(await book.xlsx.writeBuffer());
}

it('gives each sheet as tables and remarks under its name', async () => {
  const file = await workbook((book) => {
    const sheet = book.addWorksheet('Prices');
    sheet.addRow(['Price list 2026']);
    sheet.addRow(['Article', 'Price', 'Since', 'Discount']);
    sheet.addRow(['Bolt & nut', 12.5, new Date(Date.UTC(2024, 2, 1)), 0.15]).getCell(3).numFmt = 'dd.mm.yyyy';
    sheet.addRow(['Sum', { formula: 'B3*2', result: 25 }, null, true]);
    sheet.getCell('D3').numFmt = '0%';
    sheet.addRow([]);
    sheet.addRow(['Valid from March.']);
    book.addWorksheet('Secret', { state: 'hidden' }).addRow(['hidden']);
    book.addWorksheet('Places').addRows([['City'], ['Bonn']]);
  });
  expect(await parseText('prices.csv', file)).toStrictEqual([
    { kind: 'heading', level: 1, text: 'Prices', place: { page: 1, sheet: 'Prices' } },
    { kind: 'text', text: 'Price list 2026', place: { page: 1, sheet: 'Prices', line: 1 }, headings: ['Prices'] },
    {
      kind: 'table',
      rows: [
        ['Article', 'Price', 'Since', 'Discount'],
        ['Bolt & nut', '12.5', '2024-03-01', '15%'],
        ['Sum', '25', '', 'TRUE'],
      ],
      header: true,
      place: { page: 1, sheet: 'Prices', line: 2, lastLine: 4 },
      headings: ['Prices'],
    },
    { kind: 'text', text: 'Valid from March.', place: { page: 1, sheet: 'Prices', line: 6 }, headings: ['Prices'] },
    { kind: 'heading', level: 1, text: 'Places', place: { page: 2, sheet: 'Places' } },
    { kind: 'text', text: 'City\nBonn', place: { page: 2, sheet: 'Places', line: 1, lastLine: 2 }, headings: ['Places'] },
  ]);
});

describe('a large sheet', () => {
  it('has many blocks that all name their columns, and a window of its own', async () => {
    const file = await workbook((book) => {
      book.addWorksheet('Small').addRow(['a', 'b']);
      const sheet = book.addWorksheet('Large');
      sheet.addRow(['Name', 'Text', 'Number']);
      for (let n = 0; n < 20_000; n++) sheet.addRow([`Article ${n}`, `a text of article ${n}`, n]);
      book.addWorksheet('Last').addRow(['c', 'd']);
    });
    const { plan, blocks } = await parseFile('large.xlsx', file);
    expect(plan).toMatchObject({
      unit: 'sheet',
      count: 3,
      windows: [
        { first: 1, last: 1 },
        { first: 2, last: 2 },
        { first: 3, last: 3 },
      ],
    });
    const large = blocks.filter((block) => block.kind === 'table' && block.place.sheet === 'Large');
    expect(large).toHaveLength(201);
    for (const block of large) expect(block).toMatchObject({ header: true, rows: { 0: ['Name', 'Text', 'Number'] } });
    expect(large.flatMap((block) => (block.kind === 'table' ? block.rows.slice(1) : [])).at(-1)).toStrictEqual([
      'Article 19999',
      'a text of article 19999',
      '19999',
    ]);
  });
});
