export const units = ['page', 'line', 'row', 'record', 'slide', 'sheet'] as const;
export type Unit = (typeof units)[number];

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

/** A part of a document that is parsed on its own. `first` and `last` count in the units of the plan, from 1, and both are included. */
export interface Window {
  readonly first: number;
  readonly last: number;
  /** The range of the window in the file, `to` excluded. It only saves a search: a window without `bytes` gives the same blocks. */
  readonly bytes?: { readonly from: number; readonly to: number };
  /** The path of headings that the window begins under, where the plan knows it. */
  readonly headings?: readonly string[];
}

/** The result of a format's look at the whole file. */
export interface FormatPlan {
  readonly unit: Unit;
  /** The number of units of the document. */
  readonly count: number;
  /** The windows cover 1..count in order, without gaps. */
  readonly windows: readonly Window[];
  /** Only for text formats. */
  readonly encoding?: Encoding;
}
