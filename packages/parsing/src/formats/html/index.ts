import type { Block } from '../../block.ts';
import type { Input } from '../../input/input.ts';
import type { Plan, Window } from '../../plan.ts';
import type { Format, FormatLimits, FormatPlan, ParseContext } from '../format.ts';
import { detectEncoding } from '../shared/encoding.ts';
import { htmlBlocks } from '../shared/html/blocks.ts';
import { sourceLines } from '../shared/html/lines.ts';
import { readWholeText, requireWholeSize } from '../shared/whole.ts';

/** One window: a tree cannot be read from its middle. Counted as one page. */
export const html: Format = { name: 'html', mediaType: 'text/html', plan, parse };

async function plan(input: Input, limits: FormatLimits): Promise<FormatPlan> {
  requireWholeSize(input, limits);
  return { unit: 'page', count: 1, windows: [{ first: 1, last: 1 }], encoding: await detectEncoding(input) };
}

async function* parse(input: Input, document: Plan, _: Window, context: ParseContext): AsyncGenerator<Block> {
  requireWholeSize(input, context.limits);
  const { text } = await readWholeText(input, document.encoding);
  yield* htmlBlocks(text, sourceLines(text));
  context.progress(1);
}
