import { describe, expect, it } from 'vitest';
import { defaultFormatLimits } from '../../limits.ts';
import { docxOf, paragraph, zipped } from '../../testing/office.ts';
import { parseFile, parseText } from '../../testing/parse-text.ts';

const cell = (text: string) => `<w:tc>${paragraph(text)}</w:tc>`;
const row = (...cells: readonly string[]) => `<w:tr>${cells.map(cell).join('')}</w:tr>`;

it('gives headings by their styles, texts and tables, whatever the file name is', async () => {
  const file = docxOf(
    [
      paragraph('Handbook', 'Title'),
      paragraph('Leave', 'heading2'),
      paragraph('30 days &amp; more.'),
      `<w:tbl>${row('Years', 'Days')}${row('1', '30')}</w:tbl>`,
    ].join(''),
  );
  expect(await parseText('handbook.pdf', file)).toStrictEqual([
    { kind: 'heading', level: 1, text: 'Handbook', place: {} },
    { kind: 'heading', level: 2, text: 'Leave', place: {} },
    { kind: 'text', text: '30 days & more.', place: {}, headings: ['Handbook', 'Leave'] },
    {
      kind: 'table',
      rows: [
        ['Years', 'Days'],
        ['1', '30'],
      ],
      header: true,
      place: {},
      headings: ['Handbook', 'Leave'],
    },
  ]);
});

describe('an archive', () => {
  it('that would become too large is refused before it is unpacked', async () => {
    const file = docxOf(paragraph('x'), { 'word/media/bomb.bin': new Uint8Array(8 * 1024 * 1024) });
    const limits = { ...defaultFormatLimits, expandedBytesMax: 4 * 1024 * 1024 };
    await expect(parseFile('a.docx', file, { limits })).rejects.toMatchObject({ code: 'expansion-limit' });
  });
  it('that would grow too many times is refused', async () => {
    const file = docxOf(paragraph('x'), { 'word/media/bomb.bin': new Uint8Array(64 * 1024 * 1024) });
    await expect(parseFile('a.docx', file)).rejects.toMatchObject({ code: 'expansion-limit' });
  });
  it('that states wrong sizes is damaged, and is never unpacked further than it stated', async () => {
    const file = docxOf(paragraph('word '.repeat(100_000)));
    const lied = Buffer.from(file);
    for (let at = lied.indexOf('PK\u0001\u0002', 0, 'latin1'); at >= 0; at = lied.indexOf('PK\u0001\u0002', at + 1, 'latin1')) {
      if (lied.subarray(at + 46, at + 46 + lied.readUInt16LE(at + 28)).toString() === 'word/document.xml') lied.writeUInt32LE(100, at + 24);
    }
    await expect(parseFile('a.docx', lied)).rejects.toMatchObject({ code: 'file-damaged' });
  });
  it('with more text than may be read whole is refused', async () => {
    const limits = { ...defaultFormatLimits, wholeBytesMax: 10_000 };
    await expect(parseFile('a.docx', docxOf(paragraph('word '.repeat(10_000))), { limits })).rejects.toMatchObject({
      code: 'file-too-large',
    });
  });
  it('of something else has no known format', async () => {
    await expect(parseText('a.docx', zipped({ 'readme.txt': 'hello' }))).rejects.toMatchObject({ code: 'format-unknown' });
  });
  it('without anything to read has no text', async () => {
    await expect(parseText('a.docx', docxOf(paragraph(' ')))).rejects.toMatchObject({ code: 'text-missing' });
  });
});
