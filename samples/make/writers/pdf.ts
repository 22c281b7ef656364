import PDFDocument from 'pdfkit';
import { type Block, plain, type Run } from '../blocks.ts';
import { dateOf, longDate, type Source } from '../source.ts';
import { drawTable } from './pdf-table.ts';

type Pdf = InstanceType<typeof PDFDocument>;
type Entry = { readonly title: string; readonly level: number; readonly page: number };

const INK = '#22442c';
const TEXT = '#1c1c1c';
const BODY_SIZE = 10.5;
const HEADING_SIZES = [22, 16, 12.5, 11] as const;
const MARGIN = { top: 72, bottom: 76, left: 68, right: 68 } as const;

const fontOf = (run: Run): string => {
  if (run.bold) return run.italic ? 'Helvetica-BoldOblique' : 'Helvetica-Bold';
  return run.italic ? 'Helvetica-Oblique' : 'Helvetica';
};

/** The standard fonts contain only the letters of western Europe. Another letter would be drawn as a wrong one without an error. */
const assertDrawable = (text: string): void => {
  const strange = /[^\n\x20-\x7e\u00a0-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/u.exec(text);
  if (strange) throw new Error(`the standard fonts lack ${strange[0]} in: ${text}`);
};

const writeRuns = (pdf: Pdf, runs: readonly Run[], x: number, width: number): void => {
  assertDrawable(plain(runs));
  pdf.fontSize(BODY_SIZE).fillColor(TEXT);
  pdf.x = x;
  runs.forEach((run, index) => {
    pdf.font(fontOf(run)).text(run.text, { width, lineGap: 2.5, continued: index < runs.length - 1 });
  });
};

const room = (pdf: Pdf): number => pdf.page.height - MARGIN.bottom - pdf.y;
const contentWidth = (pdf: Pdf): number => pdf.page.width - MARGIN.left - MARGIN.right;

const writeHeading = (pdf: Pdf, text: string, level: number): void => {
  assertDrawable(text);
  if (level > 1 && room(pdf) < 90) pdf.addPage();
  if (pdf.y > MARGIN.top) pdf.y += level === 2 ? 14 : 8;
  pdf
    .font('Helvetica-Bold')
    .fontSize(HEADING_SIZES[level - 1] ?? BODY_SIZE)
    .fillColor(INK);
  pdf.text(text, MARGIN.left, pdf.y, { width: contentWidth(pdf) });
  pdf.y += 4;
};

const writeList = (pdf: Pdf, block: Extract<Block, { kind: 'list' }>): void => {
  block.items.forEach((item, index) => {
    if (room(pdf) < 32) pdf.addPage();
    const top = pdf.y;
    pdf.font('Helvetica').fontSize(BODY_SIZE).fillColor(TEXT);
    pdf.text(block.ordered ? `${index + 1}.` : '•', MARGIN.left + 4, top, { lineBreak: false });
    pdf.y = top;
    writeRuns(pdf, item, MARGIN.left + 22, contentWidth(pdf) - 22);
    pdf.y += 2.5;
  });
  pdf.y += 5;
};

const writeBlock = (pdf: Pdf, block: Block): void => {
  switch (block.kind) {
    case 'heading':
      writeHeading(pdf, plain(block.runs), block.level);
      return;
    case 'paragraph':
    case 'note':
      if (room(pdf) < 40) pdf.addPage();
      writeRuns(pdf, block.runs, MARGIN.left, contentWidth(pdf));
      pdf.y += 7;
      return;
    case 'list':
      writeList(pdf, block);
      return;
    case 'table': {
      const header = block.header.map(plain);
      const rows = block.rows.map((row) => row.map(plain));
      for (const text of [...header, ...rows.flat()]) assertDrawable(text);
      drawTable(pdf, header, rows, { left: MARGIN.left, width: contentWidth(pdf), bottom: pdf.page.height - MARGIN.bottom });
      pdf.y += 12;
    }
  }
};

const writeMasthead = (pdf: Pdf, source: Source): void => {
  const { subtitle, author } = source.head;
  pdf.font('Helvetica-Oblique').fontSize(9.5).fillColor('#5a665c');
  pdf.text(`${subtitle ? `${subtitle}. ` : ''}${author}, ${longDate(source)}`, MARGIN.left, pdf.y, { width: contentWidth(pdf) });
  pdf.y += 10;
};

const writeCover = (pdf: Pdf, source: Source): void => {
  const { title, subtitle, author } = source.head;
  pdf.rect(0, 0, 22, pdf.page.height).fill(INK);
  pdf.font('Helvetica').fontSize(13).fillColor(INK).text('LARKHAVEN CARGO BIKES', MARGIN.left, 170);
  pdf
    .font('Helvetica-Bold')
    .fontSize(34)
    .text(title, MARGIN.left, 210, { width: contentWidth(pdf) });
  pdf
    .font('Helvetica')
    .fontSize(16)
    .text(subtitle ?? '', { width: contentWidth(pdf) });
  pdf.fontSize(11).text(`${author}\n${longDate(source)}`, MARGIN.left, 640, { width: contentWidth(pdf) });
};

const writeContents = (pdf: Pdf, entries: readonly Entry[], page: number): void => {
  pdf.switchToPage(page);
  pdf.y = MARGIN.top;
  pdf.font('Helvetica-Bold').fontSize(HEADING_SIZES[0]).fillColor(INK).text('Contents', MARGIN.left, MARGIN.top);
  pdf.y += 8;
  for (const entry of entries) {
    const isChapter = entry.level === 2;
    const top = pdf.y + (isChapter ? 5 : 0);
    const left = MARGIN.left + (isChapter ? 0 : 16);
    pdf
      .font(isChapter ? 'Helvetica-Bold' : 'Helvetica')
      .fontSize(9)
      .fillColor(TEXT);
    pdf.text(entry.title, left, top, { lineBreak: false });
    pdf.text(String(entry.page), MARGIN.left, top, { width: contentWidth(pdf), align: 'right', lineBreak: false });
    pdf.y = top + 11.4;
  }
};

const writeFooters = (pdf: Pdf, title: string, firstPage: number): void => {
  const { count } = pdf.bufferedPageRange();
  for (let page = firstPage; page < count; page += 1) {
    pdf.switchToPage(page);
    // Text below the bottom margin would begin a new page, so the footer is drawn without that margin.
    pdf.page.margins.bottom = 0;
    const top = pdf.page.height - 46;
    pdf.font('Helvetica').fontSize(8.5).fillColor('#5a665c');
    pdf.text(title, MARGIN.left, top, { lineBreak: false });
    pdf.text(`Page ${page + 1} of ${count}`, MARGIN.left, top, { width: contentWidth(pdf), align: 'right', lineBreak: false });
  }
};

/** A PDF with a text layer in the standard fonts, larger headings, an outline and page numbers. */
export const writePdf = async (source: Source): Promise<Uint8Array> => {
  const { title, subtitle, author, chapters } = source.head;
  const pdf = new PDFDocument({
    size: 'A4',
    margins: MARGIN,
    bufferPages: true,
    lang: 'en',
    info: { Title: title, Author: author, Subject: subtitle ?? '', CreationDate: dateOf(source), ModDate: dateOf(source) },
  });
  const parts: Buffer[] = [];
  pdf.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise<void>((resolve) => pdf.on('end', resolve));
  const entries: Entry[] = [];
  if (chapters) {
    writeCover(pdf, source);
    pdf.addPage();
  }
  let chapter = 0;
  for (const block of source.blocks) {
    if (chapters && block.kind === 'heading' && block.level === 1) continue;
    if (chapters && block.kind === 'heading' && block.level === 2) {
      pdf.addPage();
      chapter += 1;
    }
    if (block.kind !== 'heading') {
      writeBlock(pdf, block);
      continue;
    }
    const text = chapters && block.level === 2 ? `${chapter}  ${plain(block.runs)}` : plain(block.runs);
    writeHeading(pdf, text, chapters && block.level === 2 ? 1 : block.level);
    entries.push({ title: text, level: block.level, page: pdf.bufferedPageRange().count });
    if (block.level <= 2) pdf.outline.addItem(text);
    if (block.level === 1) writeMasthead(pdf, source);
  }
  if (chapters) writeContents(pdf, entries, 1);
  writeFooters(pdf, subtitle ? `${title}: ${subtitle}` : title, chapters ? 1 : 0);
  pdf.end();
  await ended;
  return new Uint8Array(Buffer.concat(parts));
};
