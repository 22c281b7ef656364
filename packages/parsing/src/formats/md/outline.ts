import { HeadingPath } from '../../heading-path.ts';
import type { Cut } from '../shared/line-windows.ts';

const fence = /^ {0,3}(`{3,}|~{3,})/u;
const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/u;

/** Follows the fences and `#` headings of a Markdown file line by line, which is all that windows need. A window never starts within a fence. */
export function outline(): Required<Cut> {
  const path = new HeadingPath();
  let openFence: string | undefined;
  let wasBlank = true;
  return {
    headings: () => path.current,
    mayStartAt({ text }) {
      const mark = fence.exec(text)?.[1];
      const wasInFence = openFence !== undefined;
      if (mark !== undefined) openFence = openFence === undefined ? mark : closes(mark, openFence) ? undefined : openFence;
      const found = wasInFence ? null : heading.exec(text);
      if (found !== null) path.enter(found[1]?.length ?? 1, found[2] ?? '');
      const isGoodPlace = !wasInFence && (found !== null || (wasBlank && /^\S/u.test(text)));
      wasBlank = text.trim() === '';
      return isGoodPlace;
    },
  };
}

function closes(mark: string, open: string): boolean {
  return mark[0] === open[0] && mark.length >= open.length;
}
