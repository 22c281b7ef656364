import type { PDFPageProxy } from './open.ts';

/** A piece of text that the file draws at once. Units are points and the origin is top left; `y` is the baseline. */
export interface Run {
  readonly text: string;
  readonly x: number;
  readonly right: number;
  readonly y: number;
  /** Height of the font. */
  readonly size: number;
  /** The library's name of the font, the same on all pages. */
  readonly font: string;
}

export interface PageText {
  readonly page: number;
  readonly height: number;
  /** In the order in which the file draws them, which is the reading order in most files. */
  readonly runs: readonly Run[];
}

export async function readPage(page: PDFPageProxy): Promise<PageText> {
  const viewport = page.getViewport({ scale: 1 });
  const { items } = await page.getTextContent();
  const runs: Run[] = [];
  for (const item of items) {
    if (!('str' in item) || item.str.trim() === '') continue;
    const [, , c = 0, d = 0, e = 0, f = 0] = item.transform as number[];
    const [x = 0, y = 0] = viewport.convertToViewportPoint(e, f) as number[];
    const size = Math.hypot(c, d) || item.height;
    runs.push({ text: item.str.replaceAll('\0', ''), x, right: x + item.width, y, size, font: item.fontName });
  }
  return { page: page.pageNumber, height: viewport.height, runs };
}
