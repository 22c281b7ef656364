import type { Block } from '../block.ts';
import type { Input } from '../input/input.ts';
import type { FormatPlan, Window } from '../plan.ts';

/** What a format needs beside the file. */
export interface ParseContext {
  readonly limits: FormatLimits;
  /** Reports how many units of the window are done. */
  progress(done: number): void;
}

export interface FormatLimits {
  /** The most bytes that one file may have when its archive is unpacked. */
  readonly expandedBytesMax: number;
  /** The most bytes of a file whose format cannot be read in windows. */
  readonly wholeBytesMax: number;
}

/**
 * How a format reads files. It takes untrusted bytes: every error that is not a `ParseFailure` ends as `file-damaged`. The memory of `parse` must
 * grow with the window, not with the file.
 */
export interface Format {
  plan(input: Input, limits: FormatLimits): Promise<FormatPlan>;
  /** Yields blocks as it reads, so that it need not hold the blocks of a window at once. */
  parse(input: Input, plan: FormatPlan, window: Window, context: ParseContext): AsyncIterable<Block>;
}

/** The signs by which a text format is recognised. The head is at least the first 64 KiB of the file, decoded. */
export interface TextSign {
  readonly kind: 'text';
  /** The content can only be of this format, whatever the name of the file. */
  readonly mustBe?: (head: TextHead) => boolean;
  /** The content looks like this format. Called only where the name gives no format. */
  readonly mayBe?: (head: TextHead) => boolean;
}

export interface TextHead {
  /** The decoded head without byte order mark and leading space. */
  readonly text: string;
  /** Whether `text` is the whole file. */
  readonly isWhole: boolean;
  /** The text format that the file's name stands for. */
  readonly named: string | undefined;
}

/** A row of the table of formats. */
export interface FormatDescription {
  readonly mediaType: string;
  /** In lower case, the usual one first. */
  readonly extensions: readonly string[];
  readonly sign:
    | { readonly kind: 'signature'; readonly text: string; readonly withinBytes: number }
    /** A zip archive that holds this part. */
    | { readonly kind: 'archive'; readonly part: string }
    | TextSign;
  readonly load: () => Promise<Format>;
}
