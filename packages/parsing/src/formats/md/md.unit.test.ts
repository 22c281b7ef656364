import { expect, it } from 'vitest';
import { parseText } from '../../testing/parse-text.ts';

const handbook = `# Handbook

Welcome to **Northwind**.
Read [the site](https://example.org/a).

## Leave

- 30 days
- ask [early](./early.md)
  - by mail

| Years | Days |
| --- | ---: |
| 1 | 30 |
| 5 | 32 |

\`\`\`sh
# not a heading
\`\`\`
`;

it('gives headings, texts, lists, tables and code with their lines and the path of headings', async () => {
  expect(await parseText('handbook.md', handbook)).toStrictEqual([
    { kind: 'heading', level: 1, text: 'Handbook', place: { line: 1 } },
    {
      kind: 'text',
      text: 'Welcome to Northwind.\nRead the site (https://example.org/a).',
      place: { line: 3, lastLine: 4 },
      headings: ['Handbook'],
    },
    { kind: 'heading', level: 2, text: 'Leave', place: { line: 6 } },
    { kind: 'list', text: '- 30 days\n- ask early\n  - by mail', place: { line: 8, lastLine: 10 }, headings: ['Handbook', 'Leave'] },
    {
      kind: 'table',
      rows: [
        ['Years', 'Days'],
        ['1', '30'],
        ['5', '32'],
      ],
      header: true,
      place: { line: 12, lastLine: 15 },
      headings: ['Handbook', 'Leave'],
    },
    { kind: 'code', text: '# not a heading', place: { line: 17, lastLine: 19 }, headings: ['Handbook', 'Leave'] },
  ]);
});

it('is recognised by its content when the file name has no known extension', async () => {
  const blocks = await parseText('handbook', handbook);
  expect(blocks[0]).toMatchObject({ kind: 'heading', text: 'Handbook' });
});
