import type { ChunkSettings } from '@ragtime/domain';
import type { Block, Place, TableBlock } from '../../block.ts';
import { boxesOfPassage } from '../../boxes.ts';
import { HeadingPath } from '../../heading-path.ts';
import { countTokens } from '../../tokens.ts';
import type { Chunk } from '../chunk.ts';
import { type Packed, pack } from './pack.ts';
import { type Piece, toPieces } from './pieces.ts';
import { tableTexts } from './tables.ts';

type Settings = ChunkSettings<'general'>;
type Passage = Omit<Chunk, 'ordinal'>;

/**
 * Makes passages of about `chunkTokens`, from whole paragraphs and sections where they fit. A table is a passage of its own, or several with its
 * column names repeated. The texts before and after a table do not mix. A heading stands in the text where it stood in the document.
 * Only a single code point with more tokens than `chunkTokens` makes a larger passage. At most half of `chunkTokens` is repeated.
 * A delimiter stays at the end of the part before the cut. Words and code points are tried after all delimiters.
 * The pages and lines of a passage are those of its new text, not of the text that it repeats from the passage before.
 */
export function general(blocks: readonly Block[], settings: Settings): readonly Chunk[] {
  const { chunkTokens, delimiters } = settings;
  const overlapTokens = Math.max(0, Math.min(settings.overlapTokens, Math.floor(chunkTokens / 2)));
  const limits = { tokensMax: chunkTokens, overlapTokens, delimiters };
  const path = new HeadingPath();
  const passages: Passage[] = [];
  let pieces: Piece[] = [];
  const flush = () => {
    passages.push(...pack(pieces, limits).map(textPassage));
    pieces = [];
  };
  for (const block of blocks) {
    if (block.kind === 'table') {
      flush();
      passages.push(...tablePassages(block, settings));
    } else pieces.push(...toPieces(block, path, { tokensMax: chunkTokens - overlapTokens, delimiters }));
  }
  flush();
  return passages.filter(({ text }) => text !== '').map((passage, ordinal) => ({ ordinal, ...passage }));
}

function textPassage({ text, tokens, pieces }: Packed): Passage {
  const places = pieces.map(({ place }) => place);
  return { text, tokens, ...extent(places), headings: pieces[0].headings, kind: 'text' };
}

function tablePassages(table: TableBlock, { chunkTokens, delimiters }: Settings): readonly Passage[] {
  return tableTexts(table, chunkTokens, delimiters).map(({ text, from, to }) => {
    const place = placeOfRows(table, from, to);
    return { text, tokens: countTokens(text), ...extent([place]), headings: table.headings, kind: 'table' as const };
  });
}

/** Exact where each row is a line, the names above those of the place or among them. */
function placeOfRows({ place, rows, header }: TableBlock, from: number, to: number): Place {
  const { line, lastLine = line } = place;
  if (line === undefined || lastLine === undefined) return place;
  const namesAbove = rows.length - (lastLine - line + 1);
  if (namesAbove !== 0 && !(namesAbove === 1 && header)) return place;
  return { ...place, line: line + Math.max(0, from - namesAbove), lastLine: line + Math.max(0, to - namesAbove) };
}

function extent(places: readonly Place[]): Pick<Chunk, 'pages' | 'lines' | 'boxes'> {
  return {
    boxes: boxesOfPassage(places),
    pages: range(places.flatMap(({ page, lastPage }) => [page, lastPage])),
    lines: range(places.flatMap(({ line, lastLine }) => [line, lastLine])),
  };
}

function range(values: readonly (number | undefined)[]): readonly [number, number] | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : [Math.min(...known), Math.max(...known)];
}
