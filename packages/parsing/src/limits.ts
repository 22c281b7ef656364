import type { FormatLimits } from './formats/format.ts';

const mebibyte = 1024 * 1024;

export const defaultFormatLimits: FormatLimits = {
  /** A workbook of half a million rows unpacks to less; a bomb wants gigabytes. */
  expandedBytesMax: 1024 * mebibyte,
  /** html, json, docx: their trees take up to ten times the file, which must fit in a child's heap. */
  wholeBytesMax: 32 * mebibyte,
};
