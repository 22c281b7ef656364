import type { Block } from '../block.ts';
import type { Input } from '../input/input.ts';
import type { FormatName, Plan, Window } from '../plan.ts';

/** What a format needs beside the file. */
export interface ParseContext {
  readonly limits: FormatLimits;
  /** Says how many units of the window are done. */
  progress(done: number): void;
}

export interface FormatLimits {
  /** Bytes that one file may become when its archive is unpacked. */
  readonly expandedBytesMax: number;
  /** Bytes of a file whose format cannot be read in windows. */
  readonly wholeBytesMax: number;
}

/**
 * One file format. To add one: a folder here with an `index.ts` that exports a `Format`, its name in `plan.ts`, a line in
 * `registry.ts`, and what tells it from others in `detect/`. A format takes untrusted bytes: whatever it throws besides a
 * `ParseFailure` ends as `file-damaged`, and its `parse` must keep to memory that grows with the window, not with the file.
 */
export interface Format {
  readonly name: FormatName;
  readonly mediaType: string;
  plan(input: Input, limits: FormatLimits): Promise<FormatPlan>;
  /** Yields as it goes, so that a window's blocks need not be held at once. */
  parse(input: Input, plan: Plan, window: Window, context: ParseContext): AsyncIterable<Block>;
}

export type FormatPlan = Omit<Plan, 'format' | 'mediaType'>;
