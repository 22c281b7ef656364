/** A range in UTF-16 units of the text. The end is not included. */
export type Ranges = readonly (readonly number[])[];

export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Block extends Span {
  readonly kind: 'heading' | 'text' | 'table';
  /** The number of marked words that begin in the block. */
  readonly hits: number;
}

const excerptCharacters = 520;

/** The paragraphs, headings and tables of a passage. */
export function blocksOf(text: string, headings: readonly string[], ranges: Ranges): readonly Block[] {
  const titles = new Set(headings);
  return spansOf(text, { from: 0, to: text.length }, /\n{2,}/g).map((span) => {
    const block = text.slice(span.from, span.to);
    const kind = titles.has(block.trim()) ? 'heading' : /^\|.*\|\n\|[\s:|-]+\|/.test(block) ? 'table' : 'text';
    return { ...span, kind, hits: hitsIn(span, ranges) };
  });
}

/** The blocks of an excerpt, from the first one with marked words on. */
export function excerptOf(blocks: readonly Block[]): readonly Block[] {
  const firstHit = blocks.findIndex(({ kind, hits }) => hits > 0 && kind !== 'heading');
  let from = Math.max(0, firstHit);
  if (blocks[from - 1]?.kind === 'heading') from -= 1;
  const shown: Block[] = [];
  let characters = 0;
  for (const block of blocks.slice(from)) {
    if (shown.length > 0 && characters + (block.to - block.from) > excerptCharacters) break;
    shown.push(block);
    characters += block.to - block.from;
  }
  return shown;
}

/** The pieces between separators. Empty pieces are kept only when the caller asks for them. */
export function spansOf(text: string, { from: start, to: end }: Span, separator: RegExp, keepEmpty = false): readonly Span[] {
  const spans: Span[] = [];
  let from = start;
  for (const match of text.slice(start, end).matchAll(separator)) {
    spans.push({ from, to: start + match.index });
    from = start + match.index + match[0].length;
  }
  return [...spans, { from, to: end }].filter((span) => keepEmpty || text.slice(span.from, span.to).trim() !== '');
}

export const hitsIn = ({ from, to }: Span, ranges: Ranges): number => ranges.filter(([start = 0]) => start >= from && start < to).length;

export interface Piece {
  readonly text: string;
  readonly isMarked: boolean;
}

/** The text of a span, cut at its marked words. */
export function piecesOf(text: string, { from, to }: Span, ranges: Ranges): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = from;
  for (const [start = 0, end = 0] of ranges) {
    if (start < at || end > to) continue;
    pieces.push({ text: text.slice(at, start), isMarked: false }, { text: text.slice(start, end), isMarked: true });
    at = end;
  }
  return [...pieces, { text: text.slice(at, to), isMarked: false }];
}

/** The cells of one line of a table. */
export function cellsOf(text: string, row: Span): readonly Span[] {
  const last = text.slice(row.from, row.to).lastIndexOf('|');
  return spansOf(text, { from: row.from + 1, to: last > 0 ? row.from + last : row.to }, /(?<!\\)\|/g, true);
}
