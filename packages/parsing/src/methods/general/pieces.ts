import type { Block, PictureBlock, Place, TextBlock } from '../../block.ts';
import type { HeadingPath } from '../../heading-path.ts';
import { split } from './split.ts';

/** What chunks are packed from: a block of text, or a part of one that is too large. */
export interface Piece {
  readonly text: string;
  /** Of `before` and `text` together; not less than they add to a chunk, but for a token or two. */
  readonly tokens: number;
  /** Stands between this piece and the one before it in a chunk. */
  readonly before: string;
  readonly isHeading: boolean;
  readonly headings: readonly string[];
  readonly place: Place;
}

export interface PieceLimits {
  readonly tokensMax: number;
  readonly delimiters: readonly string[];
}

/** Also enters the block into `path`, if it is a heading. */
export function toPieces(block: Exclude<Block, { kind: 'table' }>, path: HeadingPath, limits: PieceLimits): readonly Piece[] {
  const isHeading = block.kind === 'heading';
  if (isHeading) path.enter(block.level, block.text);
  const headings = isHeading ? path.current : block.headings;
  const paragraphEndTokens = 1;
  let offset = 0;
  const pieces: Piece[] = [];
  for (const part of split(block.text, Math.max(1, limits.tokensMax - paragraphEndTokens), limits.delimiters)) {
    const place = isHeading ? block.place : placeOfPart(block, offset, part.text.length);
    const before = offset === 0 ? '\n\n' : '';
    offset += part.text.length;
    if (part.text.trim() !== '')
      pieces.push({ text: part.text, tokens: part.tokens + paragraphEndTokens, before, isHeading, headings, place });
  }
  return pieces;
}

/** A block whose text has its lines as they are in the file tells on which of them a part stands. */
function placeOfPart(block: TextBlock | PictureBlock, offset: number, length: number): Place {
  const { line, lastLine, ...place } = block.place;
  if (line === undefined) return block.place;
  const lineEnds = (text: string) => text.split('\n').length - 1;
  if (lineEnds(block.text) !== (lastLine ?? line) - line) return block.place;
  const first = line + lineEnds(block.text.slice(0, offset));
  return { ...place, line: first, lastLine: first + lineEnds(block.text.slice(offset, offset + length).trimEnd()) };
}
