import { z } from 'zod';
import { type Block, parseBlocks } from './blocks.ts';

const head = z.strictObject({
  title: z.string().min(1),
  subtitle: z.string().optional(),
  author: z.string().min(1),
  date: z.iso.date(),
  /** `numbered`: the document has a cover and a table of contents; each second-level heading begins a page and has a number. */
  chapters: z.literal('numbered').optional(),
});

export type Source = { readonly head: z.infer<typeof head>; readonly blocks: readonly Block[] };

/** A source is a head of `name: value` lines between two lines `---`, followed by Markdown. */
export const parseSource = (text: string): Source => {
  const parts = /^---\n+([\s\S]*?)\n+---\n([\s\S]*)$/.exec(text);
  if (!parts?.[1] || !parts[2]) throw new Error('a source begins with a head between two lines of ---');
  const entries = parts[1].split('\n').map((line) => {
    const colon = line.indexOf(': ');
    return [line.slice(0, colon), line.slice(colon + 2)];
  });
  return { head: head.parse(Object.fromEntries(entries)), blocks: parseBlocks(parts[2]) };
};

/** Midday in UTC, so that no time zone moves a document to another day. */
export const dateOf = (source: Source): Date => new Date(`${source.head.date}T12:00:00Z`);

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

export const longDate = (source: Source): string => {
  const date = dateOf(source);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
};
