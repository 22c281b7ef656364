export const units = ['page', 'line', 'row', 'record', 'slide', 'sheet'] as const;
export type Unit = (typeof units)[number];

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

/** A part of a document that is parsed on its own, in the units of its plan, both ends included, from 1. */
export interface Window {
  readonly first: number;
  readonly last: number;
  /** Where it lies in the file, `to` excluded. Only saves a search for it: a window without `bytes` gives the same blocks. */
  readonly bytes?: { readonly from: number; readonly to: number };
  /** The path of headings that the window begins under, where the plan can tell. */
  readonly headings?: readonly string[];
}

/** What a format finds when it looks at the whole file. */
export interface FormatPlan {
  readonly unit: Unit;
  /** How many units the document has. */
  readonly count: number;
  /** Cover 1..count in order, without gaps. */
  readonly windows: readonly Window[];
  /** Of text formats. */
  readonly encoding?: Encoding;
}
