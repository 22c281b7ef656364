/** Where a block stands. All numbers count from 1. A block that spans pages or columns has a box on each of them. */
export interface Place {
  /** Page of a pdf, slide of a pptx, number of the sheet in an xlsx. */
  readonly page?: number;
  /** The page on which the block ends, if it is not `page`. */
  readonly lastPage?: number;
  /** Line of a text format; row of a csv or sheet; record of a jsonl. */
  readonly line?: number;
  /** The line on which the block ends, if it is not `line`. */
  readonly lastLine?: number;
  readonly sheet?: string;
  /** In reading order; absent where the format has no fixed pages. */
  readonly boxes?: readonly PageBox[];
}

/** A rectangle in points (1/72 inch): the origin is the top left corner of the page, y grows downwards. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PageBox extends Box {
  readonly page: number;
}

/** A piece of a document in reading order. `headings` is the path of headings above it, outermost first. */
export type Block = HeadingBlock | TextBlock | TableBlock | PictureBlock;

/** What a block of any kind may have beside its content. */
export interface BlockDetails {
  readonly place: Place;
  /** A BCP 47 tag; present where the document itself names the language of this block. */
  readonly language?: string;
  /** In the order in which the links stand in the block. */
  readonly links?: readonly Link[];
  /** The footnotes and endnotes that the block refers to. */
  readonly footnotes?: readonly Footnote[];
}

export interface HeadingBlock extends BlockDetails {
  readonly kind: 'heading';
  /** 1 is the outermost; formats may go deeper than 6. */
  readonly level: number;
  readonly text: string;
}

export interface TextBlock extends BlockDetails {
  readonly kind: 'text' | 'list' | 'code';
  readonly text: string;
  readonly headings: readonly string[];
}

export interface TableBlock extends BlockDetails {
  readonly kind: 'table';
  /** Rows may differ in length. */
  readonly rows: readonly (readonly string[])[];
  /** Whether the first row names the columns. */
  readonly header: boolean;
  readonly caption?: string;
  readonly headings: readonly string[];
}

export interface PictureBlock extends BlockDetails {
  readonly kind: 'picture';
  /** The text that represents the picture in a passage: its description in the document, or the text that was recognised in it. May be empty. */
  readonly text: string;
  readonly picture: Picture;
  readonly headings: readonly string[];
}

export interface Picture {
  readonly mediaType: string;
  readonly widthPixels?: number;
  readonly heightPixels?: number;
}

export interface Link {
  readonly text: string;
  /** An absolute address, as the document has it. */
  readonly url: string;
}

export interface Footnote {
  /** The mark in the text, such as `1` or `*`. */
  readonly mark: string;
  readonly text: string;
}
