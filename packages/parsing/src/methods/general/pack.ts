import { countTokens } from '../../tokens.ts';
import type { Piece } from './pieces.ts';
import { splitExactly, tail } from './split.ts';

export interface PackLimits {
  readonly tokensMax: number;
  readonly overlapTokens: number;
  readonly delimiters: readonly string[];
}

export interface Packed {
  readonly text: string;
  readonly tokens: number;
  /** The pieces that are new in this passage, without the text that it repeats from the passage before. */
  readonly pieces: readonly [Piece, ...Piece[]];
}

/** A heading starts a new passage once the open one is at least this full. So small sections share a passage and larger ones do not mix. */
const fullEnoughShare = 0.5;

/** Fills passages with pieces in order. No passage ends with a heading, unless nothing follows. */
export function pack(pieces: readonly Piece[], limits: PackLimits): readonly Packed[] {
  const packed: Packed[] = [];
  const waiting = [...pieces].reverse();
  let overlap = '';
  while (waiting.length > 0) {
    const taken = take(waiting, limits.tokensMax - (overlap === '' ? 0 : countTokens(overlap)), limits.tokensMax);
    packed.push(...fit(taken, overlap, waiting, limits));
    overlap = overlapOf(packed.at(-1), waiting.at(-1), limits);
  }
  return packed;
}

/**
 * The text that the next passage repeats from the last one. It includes the space at the joint if a paragraph goes on there, because passages end
 * without that space.
 */
function overlapOf(last: Packed | undefined, next: Piece | undefined, { overlapTokens, delimiters }: PackLimits): string {
  if (last === undefined || next === undefined || next.isHeading) return '';
  const repeated = tail(last.text, overlapTokens, delimiters);
  if (repeated === '' || next.before !== '') return repeated;
  return repeated + (/\s*$/u.exec(last.pieces.at(-1)?.text ?? '')?.[0] ?? '');
}

/** Takes pieces from the end of `waiting`, at least one. */
function take(waiting: Piece[], tokensLeft: number, tokensMax: number): [Piece, ...Piece[]] {
  const first = waiting.pop();
  if (first === undefined) throw new Error('nothing waits to be packed');
  const taken: [Piece, ...Piece[]] = [first];
  let tokens = first.tokens;
  for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
    if (tokens + next.tokens > tokensLeft) break;
    if (next.isHeading && tokens >= fullEnoughShare * tokensMax && !taken.every(({ isHeading }) => isHeading)) break;
    taken.push(next);
    tokens += next.tokens;
    waiting.pop();
  }
  giveBackHeadings(taken, waiting);
  return taken;
}

function giveBackHeadings(taken: [Piece, ...Piece[]], waiting: Piece[]): void {
  if (waiting.length === 0) return;
  const lastText = taken.findLastIndex(({ isHeading }) => !isHeading);
  if (lastText >= 0) waiting.push(...taken.splice(lastText + 1).reverse());
}

/** Counts the tokens that were only estimated until now. Gives back what is too much: first the repetition, then pieces. */
function fit(taken: [Piece, ...Piece[]], overlap: string, waiting: Piece[], limits: PackLimits): readonly Packed[] {
  for (let repeated = overlap; ; ) {
    const text = joined(taken, repeated);
    const tokens = countTokens(text);
    if (tokens <= limits.tokensMax) return [{ text, tokens, pieces: taken }];
    if (repeated !== '') repeated = '';
    else if (taken.length > 1) waiting.push(...taken.splice(-1));
    else return splitExactly(text, limits.tokensMax, limits.delimiters).map((part) => ({ ...part, pieces: taken }));
  }
}

function joined(pieces: readonly [Piece, ...Piece[]], repeated: string): string {
  const text = pieces.map((piece, index) => (index === 0 && repeated === '' ? piece.text : piece.before + piece.text)).join('');
  return (repeated + text).replace(/^\s*\n/u, '').trimEnd();
}
