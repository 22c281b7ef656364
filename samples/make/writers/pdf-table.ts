import type PDFDocument from 'pdfkit';

type Pdf = InstanceType<typeof PDFDocument>;
type Frame = { readonly left: number; readonly width: number; readonly bottom: number };

const SIZE = 9.5;
const PADDING = 4.5;
const LINE = '#9aa79c';

/** Makes each column as wide as its longest text needs, within bounds, so that a column of numbers leaves room for a column of sentences. */
const columnWidths = (texts: readonly (readonly string[])[], width: number): readonly number[] => {
  const count = texts[0]?.length ?? 0;
  const wishes = Array.from({ length: count }, (_, column) => {
    const longest = Math.max(...texts.map((row) => (row[column] ?? '').length));
    return Math.min(42, Math.max(9, longest));
  });
  const sum = wishes.reduce((total, wish) => total + wish, 0);
  return wishes.map((wish) => (wish / sum) * width);
};

/** Draws a ruled table from the current height on. The header is repeated at the top of each page. */
export const drawTable = (pdf: Pdf, header: readonly string[], rows: readonly (readonly string[])[], frame: Frame): void => {
  const widths = columnWidths([header, ...rows], frame.width);
  const draw = (row: readonly string[], font: string, fill?: string): void => {
    pdf.font(font).fontSize(SIZE);
    const height =
      Math.max(...row.map((text, column) => pdf.heightOfString(text || ' ', { width: (widths[column] ?? 0) - 2 * PADDING }))) + 2 * PADDING;
    if (pdf.y + height > frame.bottom) {
      pdf.addPage();
      if (!fill) draw(header, 'Helvetica-Bold', '#e3ebe4');
      pdf.font(font).fontSize(SIZE);
    }
    const top = pdf.y;
    let left = frame.left;
    row.forEach((text, column) => {
      const width = widths[column] ?? 0;
      if (fill) pdf.rect(left, top, width, height).fill(fill);
      pdf.lineWidth(0.6).strokeColor(LINE).rect(left, top, width, height).stroke();
      pdf.fillColor('#1c1c1c').text(text, left + PADDING, top + PADDING, { width: width - 2 * PADDING });
      left += width;
    });
    pdf.x = frame.left;
    pdf.y = top + height;
  };
  draw(header, 'Helvetica-Bold', '#e3ebe4');
  for (const row of rows) draw(row, 'Helvetica');
};
