import { describe, expect, it } from 'vitest';
import { parseText } from '../../testing/parse-text.ts';

describe('json', () => {
  it('gives each member of an object under its name, values as paths', async () => {
    expect(
      await parseText('a.json', '{"office": {"city": "Bonn", "rooms": [{"name": "A"}, {"name": "B", "seats": [1, 2]}]}, "open": true}'),
    ).toStrictEqual([
      { kind: 'heading', level: 1, text: 'office', place: {} },
      { kind: 'text', text: 'city: Bonn\nrooms[0].name: A\nrooms[1].name: B\nrooms[1].seats: 1, 2', place: {}, headings: ['office'] },
      { kind: 'text', text: 'open: true', place: {}, headings: [] },
    ]);
  });
  it('takes an array of flat records for a table', async () => {
    expect(await parseText('a.json', '[{"id": 1, "name": "x"}, {"id": 2}]')).toStrictEqual([
      {
        kind: 'table',
        rows: [
          ['id', 'name'],
          ['1', 'x'],
          ['2', ''],
        ],
        header: true,
        place: {},
        headings: [],
      },
    ]);
  });
  it('is recognised by its content under any name, and is damaged when it does not close', async () => {
    expect(await parseText('a.txt', '{"a": {"b": 1}}')).toMatchObject([{ kind: 'heading' }, { text: 'b: 1' }]);
    await expect(parseText('a.json', '{"a": {"b": 1}')).rejects.toMatchObject({ code: 'file-damaged' });
  });
  it('never quotes the document in a failure', async () => {
    const failure: unknown = await parseText('a.json', '{"secret word": oops}').catch((cause: unknown) => cause);
    expect(JSON.stringify([failure, String((failure as Error).cause)])).not.toMatch(/secret|oops/u);
  });
  it('is cut, not followed, where it is nested without end', async () => {
    const blocks = await parseText('a.json', `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`);
    expect(blocks).toHaveLength(2);
  });
});

describe('jsonl', () => {
  it('gives one text for each record, with its line', async () => {
    expect(await parseText('log', '{"a": 1, "b": ["x", "y"]}\n{"a": 2}\n')).toStrictEqual([
      { kind: 'text', text: 'a: 1\nb: x, y', place: { line: 1 }, headings: [] },
      { kind: 'text', text: 'a: 2', place: { line: 2 }, headings: [] },
    ]);
  });
  it('keeps a line that is not JSON as it is', async () => {
    expect(await parseText('a.jsonl', '{"a": 1}\n{"a": 2}\nnot json\n')).toMatchObject([{}, {}, { text: 'not json', place: { line: 3 } }]);
  });
});
