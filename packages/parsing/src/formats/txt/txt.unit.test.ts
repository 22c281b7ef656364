import { describe, expect, it } from 'vitest';
import { parseFile, parseText } from '../../testing/parse-text.ts';

const latin = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

it('gives the paragraphs between blank lines, with their lines', async () => {
  expect(await parseText('a.txt', 'One\ntwo\n\n\nThree\n')).toStrictEqual([
    { kind: 'text', text: 'One\ntwo', place: { line: 1, lastLine: 2 }, headings: [] },
    { kind: 'text', text: 'Three', place: { line: 5 }, headings: [] },
  ]);
});

describe('the encoding', () => {
  const expected = [{ kind: 'text', text: 'Grüße, 5 €', place: { line: 1 }, headings: [] }];
  it('is UTF-8, with or without a mark', async () => {
    expect(await parseText('a.txt', 'Grüße, 5 €')).toStrictEqual(expected);
    expect(await parseText('a.txt', '\uFEFFGrüße, 5 €')).toStrictEqual(expected);
  });
  it('is UTF-16 by its mark, in either order', async () => {
    const little = Buffer.from('\uFEFFGrüße, 5 €\r\n', 'utf16le');
    expect(await parseText('a.txt', new Uint8Array(little))).toStrictEqual(expected);
    expect(await parseText('a.txt', new Uint8Array(Buffer.from(little).swap16()))).toStrictEqual(expected);
  });
  it('is Windows-1252 when the file is not UTF-8, even if that shows late', async () => {
    expect(await parseText('a.txt', latin('Gr\xfc\xdfe, 5 \x80'))).toStrictEqual(expected);
    const { blocks, plan } = await parseFile('a.txt', latin(`${'plain line\n'.repeat(20_000)}\nGr\xfc\xdfe, 5 \x80`));
    expect(plan.encoding).toBe('windows-1252');
    expect(blocks.at(-1)).toMatchObject({ text: 'Grüße, 5 €' });
  });
  it('drops NUL, and takes CR LF for one line end', async () => {
    expect(await parseText('a.txt', 'a\0b\r\nc')).toMatchObject([{ text: 'ab\nc', place: { line: 1, lastLine: 2 } }]);
  });
});

describe('windows', () => {
  const large = Array.from({ length: 60_000 }, (_, n) => (n % 7 === 6 ? '' : `Line ${n} of a large file.`)).join('\n');
  it('cover all lines, end between paragraphs, and are of a bounded size', async () => {
    const { plan } = await parseFile('a.txt', large);
    expect(plan.windows.length).toBeGreaterThan(3);
    expect(plan).toMatchObject({ unit: 'line', count: 60_000 });
    let next = 1;
    for (const { first, last, bytes } of plan.windows) {
      expect(first).toBe(next);
      expect((bytes?.to ?? 0) - (bytes?.from ?? 0)).toBeLessThanOrEqual(512 * 1024);
      next = last + 1;
    }
    expect(next).toBe(60_001);
  });
  it('give the same blocks when only their bounds are known', async () => {
    expect((await parseFile('a.txt', large, { bare: true })).blocks).toStrictEqual((await parseFile('a.txt', large)).blocks);
  });
  it('lose nothing of a file without line ends', async () => {
    const endless = 'wörd '.repeat(300_000);
    const { blocks, plan } = await parseFile('a.txt', endless);
    expect(plan.windows.length).toBeGreaterThan(3);
    expect(
      blocks
        .map((block) => ('text' in block ? block.text : ''))
        .join('')
        .replaceAll(/\s/gu, ''),
    ).toBe('wörd'.repeat(300_000));
  });
});
