import { readFile } from 'node:fs/promises';
import excel from 'exceljs';
import { strFromU8, unzipSync } from 'fflate';
import mammoth from 'mammoth';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** The text of a finished document in the lines, paragraphs or cells that a reader of its format sees. */
export type DocumentText = { readonly lines: readonly string[]; readonly pages?: number };

/** Reads a document back with the parsers that its users would have, so that a fault of the library that wrote it shows. */
export const textOf = async (path: string): Promise<DocumentText> => {
  const format = path.slice(path.lastIndexOf('.') + 1);
  const bytes = await readFile(path);
  switch (format) {
    case 'pdf':
      return pdfText(new Uint8Array(bytes));
    case 'docx':
      return { lines: (await mammoth.extractRawText({ buffer: bytes })).value.split('\n') };
    case 'xlsx':
      return xlsxText(path);
    case 'pptx':
      return { lines: pptxLines(new Uint8Array(bytes)) };
    default:
      return { lines: new TextDecoder('utf-8', { fatal: true }).decode(bytes).split('\n') };
  }
};

const pdfText = async (data: Uint8Array): Promise<DocumentText> => {
  const task = getDocument({ data, useSystemFonts: false, verbosity: 0 });
  const pdf = await task.promise;
  const lines: string[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const content = await (await pdf.getPage(number)).getTextContent();
    let line = '';
    for (const item of content.items) {
      if (!('str' in item)) continue;
      line += item.str;
      if (!item.hasEOL) continue;
      lines.push(line);
      line = '';
    }
    lines.push(line);
  }
  await task.destroy();
  return { lines, pages: pdf.numPages };
};

const xlsxText = async (path: string): Promise<DocumentText> => {
  const workbook = new excel.Workbook();
  await workbook.xlsx.readFile(path);
  const lines: string[] = [];
  workbook.eachSheet((sheet) => {
    lines.push(sheet.name);
    sheet.eachRow((row) => row.eachCell((cell) => lines.push(cell.text)));
  });
  return { lines };
};

const pptxLines = (bytes: Uint8Array): readonly string[] => {
  const parts = unzipSync(bytes, { filter: (file) => /^ppt\/(slides|notesSlides)\/[^/]+\.xml$/.test(file.name) });
  return Object.values(parts).flatMap((part) =>
    [...strFromU8(part).matchAll(/<a:p>(.*?)<\/a:p>/gs)].map((paragraph) =>
      [...(paragraph[1] ?? '').matchAll(/<a:t>([^<]*)<\/a:t>/g)].map((run) => decodeXml(run[1] ?? '')).join(''),
    ),
  );
};

const decodeXml = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&');
