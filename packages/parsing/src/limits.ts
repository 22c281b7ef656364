import type { FormatLimits } from './formats/format.ts';

const mebibyte = 1024 * 1024;

export const defaultFormatLimits: FormatLimits = {
  /** A workbook of half a million rows unpacks to less; a zip bomb unpacks to gigabytes. */
  expandedBytesMax: 1024 * mebibyte,
  /** html, json, docx: their trees need up to ten times the size of the file, and must fit in the heap of a child. */
  wholeBytesMax: 32 * mebibyte,
};
