import type { Block } from '../../block.ts';
import type { Input } from '../../input/input.ts';
import type { FormatPlan, Window } from '../../plan.ts';
import type { Format, ParseContext } from '../format.ts';
import { cutUnits } from '../shared/cut-units.ts';
import { knownWindow } from '../shared/line-windows.ts';
import { pdfBlocks } from './blocks.ts';
import { withDocument } from './open.ts';
import { withBookmarks } from './outline.ts';
import { type PageText, readPage } from './runs.ts';

/** Enough pages to see what repeats, and few enough that the text of a window is small beside the library itself. */
const windowPages = 50;

/**
 * On a busy machine the garbage of pages grows faster than V8's helper threads collect it. Where the process may call the collector (a parser's
 * child may), it does so after this many pages. That costs up to a third of the time, and keeps the peak the same under any load.
 */
const collectPages = 4;

/** Reads the text layer with positions. Pages that are pictures have none and need another reader. */
export const pdf: Format = { plan, parse };

async function plan(input: Input): Promise<FormatPlan> {
  return await withDocument(input, async (document) => {
    const count = document.numPages;
    return { unit: 'page', count, windows: await withBookmarks(document, cutUnits(count, windowPages)) };
  });
}

async function* parse(input: Input, document: FormatPlan, window: Window, context: ParseContext): AsyncGenerator<Block> {
  const pages = await withDocument(input, async (opened) => {
    const read: PageText[] = [];
    for (let number = window.first; number <= Math.min(window.last, opened.numPages); number++) {
      const page = await opened.getPage(number);
      read.push(await readPage(page));
      page.cleanup();
      if ((number - window.first) % collectPages === collectPages - 1) globalThis.gc?.();
      context.progress(number - window.first + 1);
    }
    return read;
  });
  yield* pdfBlocks(pages, knownWindow(document, window).headings ?? []);
}
