import type { PageBox } from '../block.ts';

/** A passage that is indexed and found as a unit. */
export interface Chunk {
  /** Counts from 0, in reading order. */
  readonly ordinal: number;
  readonly text: string;
  /** The tokens of `text`, by `countTokens`. */
  readonly tokens: number;
  readonly pages: readonly [first: number, last: number] | undefined;
  readonly lines: readonly [first: number, last: number] | undefined;
  /** Where the passage stands on its pages, in reading order; undefined where the format has no fixed pages. */
  readonly boxes: readonly PageBox[] | undefined;
  /** The path of headings that the passage begins under, outermost first. Not part of `text`. */
  readonly headings: readonly string[];
  readonly kind: 'text' | 'table';
}
