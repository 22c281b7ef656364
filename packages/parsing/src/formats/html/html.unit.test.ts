import { describe, expect, it } from 'vitest';
import { parseText } from '../../testing/parse-text.ts';

const page = (body: string, head = '') => `<!doctype html>\n<html><head>${head}</head><body>${body}</body></html>`;

it('gives headings, texts, lists, tables and code with their lines', async () => {
  const blocks = await parseText(
    'page',
    page(`
<h1>Leave <em>policy</em></h1>
<p>Every <b>employee</b> has
30&nbsp;days &amp; more.<br>Ask early.</p>
<h2>How</h2>
<ol start="3"><li>Write<ul><li>by mail</li></ul></li><li>Wait</li></ol>
<pre>
GET  /leave
</pre>`),
  );
  expect(blocks).toStrictEqual([
    { kind: 'heading', level: 1, text: 'Leave policy', place: { line: 3 } },
    { kind: 'text', text: 'Every employee has 30 days & more.\nAsk early.', place: { line: 4, lastLine: 5 }, headings: ['Leave policy'] },
    { kind: 'heading', level: 2, text: 'How', place: { line: 6 } },
    { kind: 'list', text: '3. Write\n  - by mail\n4. Wait', place: { line: 7 }, headings: ['Leave policy', 'How'] },
    { kind: 'code', text: 'GET  /leave', place: { line: 8, lastLine: 10 }, headings: ['Leave policy', 'How'] },
  ]);
});

it('drops scripts, styles, navigation and what is hidden', async () => {
  const blocks = await parseText(
    'page.html',
    page('<nav>Menu</nav><script>x()</script><p hidden>No</p><p style="display: none">No</p><!-- no --><p>Yes</p>', '<style>p{}</style>'),
  );
  expect(blocks.map((block) => ('text' in block ? block.text : ''))).toStrictEqual(['Yes']);
});

it('takes the title for a heading when there is no h1', async () => {
  expect(await parseText('page.html', page('<p>Text</p>', '<title>Prices</title>'))).toMatchObject([
    { kind: 'heading', level: 1, text: 'Prices' },
    { kind: 'text', headings: ['Prices'] },
  ]);
});

it('keeps the absolute links of a block, and the language that the page gives for it', async () => {
  const body =
    '<p>See <a href="https://example.org/a">the <b>rules</b></a> and <a href="#top">above</a>.</p><div lang="fr"><p>Bonjour.</p></div><p>Bye.</p>';
  const blocks = await parseText('page.html', `<!doctype html><html lang="en-GB"><body>${body}</body></html>`);
  expect(blocks).toMatchObject([
    { text: 'See the rules and above.', language: 'en-GB', links: [{ text: 'the rules', url: 'https://example.org/a' }] },
    { text: 'Bonjour.', language: 'fr' },
    { text: 'Bye.', language: 'en-GB' },
  ]);
});

describe('a table', () => {
  it('has its caption and its column names, and repeats spanned cells', async () => {
    const table =
      '<table><caption>Fees</caption><thead><tr><th>Kind<th colspan=2>Fee</tr></thead><tr><td rowspan=2>A<td>1<td>2</tr><tr><td>3<td>4</tr></table>';
    expect(await parseText('page.html', page(table))).toMatchObject([
      {
        kind: 'table',
        caption: 'Fees',
        header: true,
        rows: [
          ['Kind', 'Fee', 'Fee'],
          ['A', '1', '2'],
          ['A', '3', '4'],
        ],
      },
    ]);
  });
  it('of one column, or around another table, is layout: its content is read as text', async () => {
    const blocks = await parseText('page.html', page('<table><tr><td><p>One</p><p>Two</p></td></tr></table>'));
    expect(blocks).toMatchObject([
      { kind: 'text', text: 'One' },
      { kind: 'text', text: 'Two' },
    ]);
  });
});

it('a page that is nested without end fails with the nesting limit', async () => {
  await expect(parseText('page.html', page('<div>'.repeat(200_000)))).rejects.toMatchObject({ code: 'nesting-limit', retryable: false });
});
