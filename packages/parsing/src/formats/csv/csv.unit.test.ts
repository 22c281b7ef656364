import { describe, expect, it } from 'vitest';
import { parseFile, parseText } from '../../testing/parse-text.ts';

it('gives tables with the names of the columns and the lines of the rows', async () => {
  expect(await parseText('prices.csv', 'Article;Price;Note\nBolt;1,50;"two\nlines"\nPipe 5";3;\n')).toStrictEqual([
    {
      kind: 'table',
      rows: [
        ['Article', 'Price', 'Note'],
        ['Bolt', '1,50', 'two\nlines'],
        ['Pipe 5"', '3', ''],
      ],
      header: true,
      place: { line: 2, lastLine: 4 },
      headings: [],
    },
  ]);
});

describe('the first row', () => {
  it('is data when it holds a number', async () => {
    expect(await parseText('a.csv', '1,2\n3,4\n')).toMatchObject([
      {
        header: false,
        rows: [
          ['1', '2'],
          ['3', '4'],
        ],
      },
    ]);
  });
});

it('is recognised by its content when the file name has no known extension', async () => {
  expect(await parseText('export', 'a,b\nc,d\ne,f\n')).toMatchObject([{ kind: 'table' }]);
  expect(await parseText('letter', 'Dear A, dear B,\nthis is prose, with commas, many.\nYours\n')).toMatchObject([{ kind: 'text' }]);
});

describe('windows', () => {
  const row = (n: number) => `"Article ${n}","a text with ""quotes"", commas\nand a line end",${n}`;
  const large = `Name,Text,Number\n${Array.from({ length: 20_000 }, (_, n) => row(n)).join('\n')}\n`;
  it('never cut a row, and all repeat the column names', async () => {
    const { plan, blocks } = await parseFile('large.csv', large);
    expect(plan.windows.length).toBeGreaterThan(3);
    const rows = blocks.flatMap((block) => (block.kind === 'table' ? block.rows.slice(1) : []));
    expect(rows).toHaveLength(20_000);
    for (const [n, cells] of rows.entries())
      expect(cells).toStrictEqual([`Article ${n}`, 'a text with "quotes", commas\nand a line end', String(n)]);
    for (const block of blocks) expect(block).toMatchObject({ header: true, rows: { 0: ['Name', 'Text', 'Number'] } });
  });
  it('give the same blocks when only their bounds are known', async () => {
    expect((await parseFile('large.csv', large, { bare: true })).blocks).toStrictEqual((await parseFile('large.csv', large)).blocks);
  });
  it('say on which lines each row stands', async () => {
    const { blocks } = await parseFile('large.csv', large);
    expect(blocks[1]?.place).toStrictEqual({ line: 202, lastLine: 401 });
  });
});

it('a file with a quote that is never closed is damaged', async () => {
  await expect(parseText('a.csv', 'a,b\n1,"never closed\n2,3\n')).rejects.toMatchObject({ code: 'file-damaged' });
});
