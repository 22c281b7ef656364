import type { Block } from '../block.ts';
import type { Input } from '../input/input.ts';
import type { FormatPlan, Window } from '../plan.ts';

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
 * How a format reads files. It takes untrusted bytes: an error that is no `ParseFailure` ends as `file-damaged`, and the memory of
 * `parse` must grow with the window, not with the file.
 */
export interface Format {
  plan(input: Input, limits: FormatLimits): Promise<FormatPlan>;
  /** Yields as it reads, so that a window's blocks need not be held at once. */
  parse(input: Input, plan: FormatPlan, window: Window, context: ParseContext): AsyncIterable<Block>;
}

/** What a text format is recognised by. The head is at least the first 64 KiB of the file, decoded. */
export interface TextSign {
  readonly kind: 'text';
  /** The content can be of no other format, whatever the file is named. */
  readonly mustBe?: (head: TextHead) => boolean;
  /** The content looks like this format. Asked only where the name says nothing. */
  readonly mayBe?: (head: TextHead) => boolean;
}

export interface TextHead {
  /** Without a byte order mark and leading space. */
  readonly text: string;
  /** Whether that is the whole file. */
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
