import type { Block, PictureBlock, Place, TextBlock } from '../../block.ts';
import type { HeadingPath } from '../../heading-path.ts';
import { split } from './split.ts';

/** Chunks are packed from pieces. A piece is a block of text, or a part of a block that is too large. */
export interface Piece {
  readonly text: string;
  /** The tokens of `before` and `text` together. A chunk grows by at most this number, plus a token or two. */
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

/** Cuts a block in pieces. If the block is a heading, the function also enters it into `path`. */
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

/** The lines of a part. They are known only for a block whose text has the same lines as the file. */
function placeOfPart(block: TextBlock | PictureBlock, offset: number, length: number): Place {
  const { line, lastLine, ...place } = block.place;
  if (line === undefined) return block.place;
  const lineEnds = (text: string) => text.split('\n').length - 1;
  if (lineEnds(block.text) !== (lastLine ?? line) - line) return block.place;
  const first = line + lineEnds(block.text.slice(0, offset));
  return { ...place, line: first, lastLine: first + lineEnds(block.text.slice(offset, offset + length).trimEnd()) };
}
