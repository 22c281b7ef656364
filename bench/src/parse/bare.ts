import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { parseDocument } from 'htmlparser2';
import mammoth from 'mammoth';
import { lexer } from 'marked';
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';

const pdfjs = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));

/** The library of a format alone: it reads the file, and the result is dropped. */
export const bareReaders: Readonly<Record<string, (file: string) => Promise<void>>> = {
  pdf: readPdf,
  docx: async (file) => void (await mammoth.convertToHtml({ buffer: await readFile(file) })),
  html: async (file) => void parseDocument(await readFile(file, 'utf8')),
  md: async (file) => void lexer(await readFile(file, 'utf8')),
  csv: async (file) => void parseCsv(await readFile(file)),
};

async function readPdf(file: string): Promise<void> {
  const task = getDocument({
    data: new Uint8Array(await readFile(file)),
    verbosity: VerbosityLevel.ERRORS,
    cMapUrl: join(pdfjs, 'cmaps', '/'),
    cMapPacked: true,
    standardFontDataUrl: join(pdfjs, 'standard_fonts', '/'),
    useWorkerFetch: false,
    disableFontFace: true,
  });
  const document = await task.promise;
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    await page.getTextContent();
    page.cleanup();
  }
  await task.destroy();
}
