import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { highlight, stemOf } from './highlight.ts';

const marked = (query: string, text: string) => highlight(query, text).ranges.map(([start, end]) => text.slice(start, end));

describe('a highlight', () => {
  test.each([
    ['battery', 'Batteries and a battery', ['Batteries', 'battery']],
    ['charging', 'charge it: it charges, and was charged', ['charge', 'charges', 'charged']],
    ['cafe', 'the café', ['café']],
    ['cat', 'concatenate the cat', ['cat']],
    ['what is the price', 'the price is what it is', ['price']],
    ['who is it', 'it is', ['it', 'is']],
    ['running policies', 'the policy runs', ['policy', 'runs']],
    ['новый год', 'Новый год', ['Новый', 'год']],
    ['Rechnung Haus', 'Die Rechnungen der Häuser', ['Rechnungen', 'Häuser']],
    ['cart', 'a cart and a carton', ['cart']],
    ['zebra', 'nothing of the kind', []],
  ])('of %j marks whole words with the same stem', (query, text, expected) => {
    expect(marked(query, text)).toStrictEqual(expected);
  });
  test('is safe to show as HTML', () => {
    expect(highlight('script', '<script>"a" & \'b\'</script>').snippet).toBe(
      '&lt;<em>script</em>&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/<em>script</em>&gt;',
    );
  });
  test('shows the part where most of the words stand together', () => {
    const text = `a battery. ${'something else '.repeat(60)} the battery lasts ten hours. ${'and more '.repeat(60)}`;
    const { snippet } = highlight('how many hours does the battery last', text);
    expect(snippet).toContain('<em>battery</em> <em>lasts</em> ten <em>hours</em>');
    expect(snippet).toMatch(/^… .* …$/u);
    expect(snippet.length).toBeLessThan(330);
  });
  test('without any of the words starts at the beginning', () => {
    expect(highlight('zebra', 'a short text')).toStrictEqual({ ranges: [], snippet: 'a short text' });
  });
  test('is a part of the text with marks at its words, for every query and text', () => {
    const words = fc
      .array(fc.constantFrom('battery', 'batteries', 'a', 'zebra', '<b>', '&', '😀', 'x'.repeat(80), ' ', '\n', 'ünï'))
      .map((all) => all.join(' '));
    const text = fc.oneof(words, fc.string({ unit: 'binary', maxLength: 600 }));
    fc.assert(
      fc.property(text, text, (query, of) => {
        const { ranges, snippet } = highlight(query, of);
        let last = 0;
        for (const [start, end] of ranges) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(of.length);
        const bare = snippet.replaceAll(/<\/?em>/gu, '');
        expect(bare).not.toMatch(/[<>"']/u);
        const plain = bare
          .replace(/^… /u, '')
          .replace(/ …$/u, '')
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&#39;', "'")
          .replaceAll('&amp;', '&');
        expect(of).toContain(plain);
        expect(snippet.split('<em>')).toHaveLength(snippet.split('</em>').length);
      }),
    );
  });
});

test('a stem is the same for a word and its common forms, and has at least three letters', () => {
  expect(['battery', 'batteries'].map(stemOf)).toStrictEqual(['batter', 'batter']);
  expect(['run', 'runs', 'running'].map(stemOf)).toStrictEqual(['run', 'run', 'run']);
  expect(['charge', 'charging', 'charged', 'charges'].map(stemOf)).toStrictEqual(Array.from({ length: 4 }, () => 'charg'));
  expect(stemOf('as')).toBe('as');
});
