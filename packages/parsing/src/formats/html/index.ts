import type { Block } from '../../block.ts';
import type { Input } from '../../input/input.ts';
import type { FormatPlan, Window } from '../../plan.ts';
import type { Format, FormatLimits, ParseContext } from '../format.ts';
import { htmlBlocks } from '../shared/html/blocks.ts';
import { sourceLines } from '../shared/html/lines.ts';
import { readWholeText, requireWholeSize } from '../shared/whole.ts';

/** One window with all lines, because a tree cannot be read from its middle. */
export const html: Format = { plan, parse };

async function plan(input: Input, limits: FormatLimits): Promise<FormatPlan> {
  requireWholeSize(input, limits);
  const { text, encoding } = await readWholeText(input);
  const count = text.split('\n').length;
  return { unit: 'line', count, windows: [{ first: 1, last: count }], encoding };
}

async function* parse(input: Input, document: FormatPlan, window: Window, context: ParseContext): AsyncGenerator<Block> {
  requireWholeSize(input, context.limits);
  const { text } = await readWholeText(input, document.encoding);
  yield* htmlBlocks(text, sourceLines(text));
  context.progress(window.last);
}
