import { looksLikeCsv } from './detect/csv.ts';
import { isHtmlDocument, looksLikeHtml } from './detect/html.ts';
import { isJsonFile, isJsonLines } from './detect/json.ts';
import { looksLikeMarkdown } from './detect/markdown.ts';
import type { FormatDescription } from './format.ts';

/**
 * The one table of file formats. To add a format, write a folder beside this file and a row here.
 *
 * The order of the rows is the order of detection within each stage (`detect/detect.ts`). The stages are: signatures, archives, text that can only
 * be of one format, the name, text that is likely of a format. The first row that fits wins, and `txt` takes the rest. A format is loaded when it
 * is first needed: a child process that only reads text never loads the pdf library.
 */
export const formats = {
  pdf: {
    mediaType: 'application/pdf',
    extensions: ['pdf'],
    sign: { kind: 'signature', text: '%PDF-', withinBytes: 1_024 },
    load: async () => (await import('./pdf/index.ts')).pdf,
  },
  docx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    extensions: ['docx'],
    sign: { kind: 'archive', part: 'word/document.xml' },
    load: async () => (await import('./docx/index.ts')).docx,
  },
  xlsx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    extensions: ['xlsx'],
    sign: { kind: 'archive', part: 'xl/workbook.xml' },
    load: async () => (await import('./xlsx/index.ts')).xlsx,
  },
  pptx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    extensions: ['pptx'],
    sign: { kind: 'archive', part: 'ppt/presentation.xml' },
    load: async () => (await import('./pptx/index.ts')).pptx,
  },
  html: {
    mediaType: 'text/html',
    extensions: ['html', 'htm', 'xhtml'],
    sign: { kind: 'text', mustBe: isHtmlDocument, mayBe: looksLikeHtml },
    load: async () => (await import('./html/index.ts')).html,
  },
  jsonl: {
    mediaType: 'application/jsonl',
    extensions: ['jsonl', 'ndjson'],
    sign: { kind: 'text', mustBe: isJsonLines },
    load: async () => (await import('./jsonl/index.ts')).jsonl,
  },
  json: {
    mediaType: 'application/json',
    extensions: ['json'],
    sign: { kind: 'text', mustBe: isJsonFile },
    load: async () => (await import('./json/index.ts')).json,
  },
  md: {
    mediaType: 'text/markdown',
    extensions: ['md', 'markdown'],
    sign: { kind: 'text', mayBe: looksLikeMarkdown },
    load: async () => (await import('./md/index.ts')).md,
  },
  csv: {
    mediaType: 'text/csv',
    extensions: ['csv', 'tsv'],
    sign: { kind: 'text', mayBe: looksLikeCsv },
    load: async () => (await import('./csv/index.ts')).csv,
  },
  txt: {
    mediaType: 'text/plain',
    extensions: ['txt', 'text', 'log'],
    sign: { kind: 'text', mayBe: () => true },
    load: async () => (await import('./txt/index.ts')).txt,
  },
} as const satisfies Readonly<Record<string, FormatDescription>>;

export type FormatName = keyof typeof formats;

const isFormatName = (name: string): name is FormatName => Object.hasOwn(formats, name);
export const formatNames: readonly FormatName[] = Object.keys(formats).filter(isFormatName);

/** The description gives the type, not each row, so that every row has every member. */
export const describeFormat = (name: FormatName): FormatDescription => formats[name];

/** The format that the extension of a file name stands for. */
export function formatOfName(name: string): FormatName | undefined {
  const extension = /\.([^.]+)$/u.exec(name.toLowerCase())?.[1];
  return formatNames.find((each) => extension !== undefined && describeFormat(each).extensions.includes(extension));
}

export function mediaTypeOfName(name: string): string | undefined {
  const format = formatOfName(name);
  return format === undefined ? undefined : describeFormat(format).mediaType;
}
