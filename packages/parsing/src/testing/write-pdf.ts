import { deflateSync } from 'node:zlib';

export interface PdfLine {
  readonly text: string;
  /** Points from the left and from the top. */
  readonly x: number;
  readonly y: number;
  readonly size?: number;
}

/** A4. */
const page = { width: 595, height: 842 };

/** Writes a pdf with pages of Latin text in Helvetica. `compressed` packs the contents of the pages, as is usual. */
export function writePdf(pages: readonly (readonly PdfLine[])[], { compressed = true } = {}): Uint8Array {
  const font = 3;
  const pageObject = (index: number) => 4 + 2 * index;
  const objects: Buffer[] = [
    text('<< /Type /Catalog /Pages 2 0 R >>'),
    text(`<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, index) => `${pageObject(index)} 0 R`).join(' ')}] >>`),
    text('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>'),
  ];
  for (const [index, lines] of pages.entries()) {
    const box = `[0 0 ${page.width} ${page.height}]`;
    const resources = `<< /Font << /F1 ${font} 0 R >> >>`;
    objects.push(text(`<< /Type /Page /Parent 2 0 R /MediaBox ${box} /Resources ${resources} /Contents ${pageObject(index) + 1} 0 R >>`));
    objects.push(stream(text(lines.map(drawn).join('\n')), compressed));
  }
  return assembled(objects);
}

function drawn({ text: content, x, y, size = 10 }: PdfLine): string {
  const escaped = content.replaceAll(/[\\()]/gu, '\\$&');
  return `BT /F1 ${size} Tf 1 0 0 1 ${x} ${page.height - y} Tm (${escaped}) Tj ET`;
}

function stream(content: Buffer, compressed: boolean): Buffer {
  const body = compressed ? deflateSync(content) : content;
  const filter = compressed ? ' /Filter /FlateDecode' : '';
  return Buffer.concat([text(`<< /Length ${body.length}${filter} >>\nstream\n`), body, text('\nendstream')]);
}

function assembled(objects: readonly Buffer[]): Uint8Array {
  const parts: Buffer[] = [text('%PDF-1.7\n')];
  let offset = parts[0]?.length ?? 0;
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    const whole = Buffer.concat([text(`${index + 1} 0 obj\n`), object, text('\nendobj\n')]);
    offsets.push(offset);
    offset += whole.length;
    parts.push(whole);
  }
  const rows = offsets.map((each) => `${String(each).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  parts.push(text(`xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${offset}\n%%EOF\n`));
  return Buffer.concat(parts);
}

function text(content: string): Buffer {
  return Buffer.from(content, 'latin1');
}
