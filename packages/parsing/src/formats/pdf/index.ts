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

/** Enough to see what repeats on pages, few enough that a window's text is small beside the library itself. */
const windowPages = 50;

/**
 * On a busy machine the garbage of pages grows faster than V8's helpers clear it away. Where the process may ask for it (a parser's child
 * may), it is cleared after as many pages. That costs up to a third of the time, and makes the peak the same whatever the load.
 */
const collectPages = 4;

/** The text layer with positions. Pages that are pictures have none: those need another reader. */
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
