import { expect, it } from 'vitest';
import { pptxOf, shape, slideTable } from '../../testing/office.ts';
import { parseFile, parseText } from '../../testing/parse-text.ts';

it('gives each slide under its title, with lists, tables and notes', async () => {
  const file = pptxOf(
    [
      shape('ctrTitle', ['Safety first']) + shape('sldNum', ['1']) + shape(undefined, ['A free text &#8211; with a dash']),
      shape('body', ['Wear a helmet', 'Lock the machine']) +
        shape('title', ['Rules']) +
        slideTable([
          ['Area', 'Gear'],
          ['Hall', 'Helmet'],
        ]),
    ],
    { 1: 'Tell the story of the press.' },
  );
  expect(await parseText('deck', file)).toStrictEqual([
    { kind: 'heading', level: 1, text: 'Safety first', place: { page: 1 } },
    { kind: 'text', text: 'A free text – with a dash', place: { page: 1 }, headings: ['Safety first'] },
    { kind: 'heading', level: 1, text: 'Rules', place: { page: 2 } },
    { kind: 'list', text: '- Wear a helmet\n- Lock the machine', place: { page: 2 }, headings: ['Rules'] },
    {
      kind: 'table',
      rows: [
        ['Area', 'Gear'],
        ['Hall', 'Helmet'],
      ],
      header: true,
      place: { page: 2 },
      headings: ['Rules'],
    },
    { kind: 'text', text: 'Tell the story of the press.', place: { page: 2 }, headings: ['Rules'] },
  ]);
});

it('is read twenty slides at a time', async () => {
  const { plan, blocks } = await parseFile('deck.pptx', pptxOf(Array.from({ length: 50 }, (_, n) => shape('title', [`Slide ${n + 1}`]))));
  expect(plan).toMatchObject({
    unit: 'slide',
    count: 50,
    windows: [
      { first: 1, last: 20 },
      { first: 21, last: 40 },
      { first: 41, last: 50 },
    ],
  });
  expect(blocks.map(({ place }) => place.page)).toStrictEqual(Array.from({ length: 50 }, (_, n) => n + 1));
});
