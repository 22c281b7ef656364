import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Block, TableBlock } from '../block.ts';
import { parseFile } from '../testing/parse-text.ts';

/** Files that other programs made, like those that users bring. See `fixtures/foreign/README.md`. */
const read = async (name: string): Promise<readonly Block[]> =>
  (await parseFile(name, new Uint8Array(readFileSync(new URL(`../../fixtures/foreign/${name}`, import.meta.url))))).blocks;

const headings = (blocks: readonly Block[]) => blocks.flatMap((block) => (block.kind === 'heading' ? [block.text] : []));
const tables = (blocks: readonly Block[]) => blocks.filter((block): block is TableBlock => block.kind === 'table');
const textOf = (blocks: readonly Block[]) =>
  blocks.map((block) => (block.kind === 'table' ? block.rows.flat().join(' ') : block.text)).join('\n');

describe('a pdf', () => {
  it('of LibreOffice Writer keeps headings, and tables whose cells wrap', async () => {
    const blocks = await read('libreoffice-dealer-terms.pdf');
    expect(headings(blocks)).toStrictEqual([
      'Terms for dealers 2026',
      'Levels',
      'Three duties',
      'Orders',
      'Payment',
      'Bonus',
      'Warranty work',
      'Area and internet',
      'Shop and fairs',
      'Ending',
    ]);
    expect(tables(blocks)[0]?.rows).toContainEqual(['Demonstration bikes, discounted', '1', '3', '6']);
    expect(tables(blocks)[1]?.rows).toContainEqual(['Used bike taken back for Second Nest', '60 euro each']);
  });
  it('of LibreOffice Impress keeps each slide under its title', async () => {
    const blocks = await read('libreoffice-all-hands.pdf');
    expect(tables(blocks).map(({ rows, place, header }) => [place.page, header, rows.at(-1)])).toStrictEqual([
      [3, true, ['Days lost by accidents', '74', '51']],
      [5, true, ['Pelican', '17', '11', '6']],
    ]);
    expect(blocks.find((block) => block.kind === 'list' && block.text.includes('Woltmershausen'))).toMatchObject({
      headings: ['Bremen moves'],
    });
  });
  it('of groff and Ghostscript keeps headings that are only bold, and a table without rules', async () => {
    const blocks = await read('groff-ghostscript-perch.pdf');
    expect(headings(blocks)).toEqual(expect.arrayContaining(['What is included', 'Monthly rates', 'How it begins', 'Contact']));
    expect(tables(blocks)[0]?.rows).toContainEqual(['Pelican Pro, insulated box', '€347', '€286', '€251']);
  });
  it('of ReportLab keeps a table over two pages, and two columns in order', async () => {
    const blocks = await read('reportlab-torque-certificate.pdf');
    expect(tables(blocks).map(({ place }) => place.page)).toStrictEqual([1, 2]);
    expect(tables(blocks)[1]?.rows).toContainEqual(['T33', 'M6', '41.0', '41.5']);
    expect(textOf(blocks)).toMatch(/Remark 6 of the left column[\s\S]*Remark 1 of the right column/u);
  });
});

describe('a docx', () => {
  it('of pandoc keeps headings and tables', async () => {
    const blocks = await read('pandoc-perch.docx');
    expect(headings(blocks)).toContain('Monthly rates');
    expect(tables(blocks).flatMap(({ rows }) => rows)).toContainEqual(['Pelican Pro, insulated box', '€347', '€286', '€251']);
  });
  it('of LibreOffice, made from a web page, keeps headings and tables', async () => {
    const blocks = await read('libreoffice-warranty.docx');
    expect(headings(blocks)).toContain('How long we stand by which part');
    expect(tables(blocks)[0]?.rows[0]).toStrictEqual(['Part', 'Warranty', 'Remarks']);
  });
  it('of python-docx has the title over its table as a caption, and a table within a table', async () => {
    expect(tables(await read('python-docx-visit-report.docx'))).toMatchObject([
      { caption: 'Force at which the end came off, in newton', header: true, rows: { 0: ['Press', 'Lowest', 'Highest'], length: 3 } },
      { rows: [['Quality', 'Griet Maes']] },
    ]);
  });
});

describe('an xlsx', () => {
  it('of LibreOffice Calc keeps its names and rows', async () => {
    const [heading, table] = await read('libreoffice-accessories.xlsx');
    expect(heading).toMatchObject({ kind: 'heading', text: 'in' });
    expect(table).toMatchObject({ kind: 'table', header: true, place: { page: 1, sheet: 'in', line: 1 } });
  });
  it('of openpyxl leaves out the hidden sheet, and shows dates as dates', async () => {
    const blocks = await read('openpyxl-pool-bikes.xlsx');
    expect(textOf(blocks)).toMatch(/\b20\d\d-\d\d-\d\d\b/u);
    expect(new Set(blocks.map(({ place }) => place.sheet)).size).toBe(headings(blocks).length);
  });
});

describe('a pptx', () => {
  it.each(['pandoc-model-range.pptx', 'libreoffice-pelican.pptx', 'python-pptx-riders-briefing.pptx'])(
    '%s keeps titles, lists and tables',
    async (name) => {
      const blocks = await read(name);
      expect(headings(blocks).length).toBeGreaterThan(2);
      expect(tables(blocks).length).toBeGreaterThan(0);
      expect(blocks.every(({ place }) => (place.page ?? 0) > 0)).toBe(true);
    },
  );
});
