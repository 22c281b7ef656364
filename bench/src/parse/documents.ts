import { docxOf, paragraph } from '@ragtime/parsing/testing/office';
import { type PdfLine, writePdf } from '@ragtime/parsing/testing/write-pdf';

const words =
  'ledger quarter supplier warranty invoice turbine coupling pressure schedule holiday approval notice vehicle storage license'.split(' ');
/** How many characters count as a page in formats without pages. */
export const charactersOfPage = 3_000;

const word = (at: number): string => words[(at * 7 + (at >> 3) * 5) % words.length] ?? '';
const sentence = (at: number): string => `${Array.from({ length: 14 }, (_, place) => word(at * 14 + place)).join(' ')}.`;
const prose = (at: number): string => Array.from({ length: 5 }, (_, place) => sentence(at * 5 + place)).join(' ');

/** No two pages are alike. */
const pdfPage = (page: number): readonly PdfLine[] => [
  { text: `Section ${page + 1}`, x: 60, y: 80, size: 18 },
  ...Array.from({ length: 46 }, (_, line) => ({
    text: `${page}.${line} ${sentence(page * 46 + line)}`.slice(0, 88),
    x: 60,
    y: 110 + line * 14,
  })),
];

export interface BenchDocument {
  readonly format: string;
  readonly bytes: Uint8Array;
  readonly pages: number;
}

export const pdfOf = (pages: number, from = 0): Uint8Array => writePdf(Array.from({ length: pages }, (_, page) => pdfPage(from + page)));

/** One document for each format that a library reads, with about the given number of pages of text. */
export function makeDocuments(pages: number): readonly BenchDocument[] {
  const paragraphs = Math.ceil((pages * charactersOfPage) / prose(0).length);
  const parts = Array.from({ length: paragraphs }, (_, at) => ({
    title: at % 8 === 0 ? `Section ${at / 8 + 1}` : undefined,
    text: prose(at),
  }));
  const text = (of: string): Uint8Array => new TextEncoder().encode(of);
  return [
    { format: 'pdf', bytes: pdfOf(pages), pages },
    {
      format: 'docx',
      bytes: docxOf(
        parts.map(({ title, text: body }) => (title === undefined ? '' : paragraph(title, 'heading1')) + paragraph(body)).join(''),
      ),
      pages,
    },
    {
      format: 'html',
      bytes: text(
        `<!doctype html><html><body>${parts.map(({ title, text: body }) => `${title === undefined ? '' : `<h2>${title}</h2>`}<p>${body}</p>`).join('\n')}</body></html>`,
      ),
      pages,
    },
    {
      format: 'md',
      bytes: text(parts.map(({ title, text: body }) => `${title === undefined ? '' : `## ${title}\n\n`}${body}\n`).join('\n')),
      pages,
    },
    {
      format: 'csv',
      bytes: text(`number,name,amount,note\n${parts.map(({ text: body }, at) => `${at},${word(at)},${at * 3},"${body}"`).join('\n')}\n`),
      pages,
    },
  ];
}
