/**
 * Where a block stands. Everything counts from 1.
 * A box is in pdf points (1/72 inch), origin top left, y downwards.
 */
export interface Place {
  /** Page of a pdf, slide of a pptx, number of the sheet in an xlsx. */
  readonly page?: number;
  /** Where the block ends, if not on `page`. */
  readonly lastPage?: number;
  /** Line of a text format; row of a csv or sheet; record of a jsonl. */
  readonly line?: number;
  /** Where the block ends, if not on `line`. */
  readonly lastLine?: number;
  readonly sheet?: string;
  readonly box?: Box;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A piece of a document in reading order. `headings` is the path of headings above it, outermost first. */
export type Block = HeadingBlock | TextBlock | TableBlock;

export interface HeadingBlock {
  readonly kind: 'heading';
  /** 1 is the outermost; formats may go deeper than 6. */
  readonly level: number;
  readonly text: string;
  readonly place: Place;
}

export interface TextBlock {
  readonly kind: 'text' | 'list' | 'code';
  readonly text: string;
  readonly place: Place;
  readonly headings: readonly string[];
}

export interface TableBlock {
  readonly kind: 'table';
  /** Rows may differ in length. */
  readonly rows: readonly (readonly string[])[];
  /** Whether the first row names the columns. */
  readonly header: boolean;
  readonly caption?: string;
  readonly place: Place;
  readonly headings: readonly string[];
}
