import type { Block } from '../../block.ts';
import type { Input } from '../../input/input.ts';
import type { FormatPlan, Window } from '../../plan.ts';
import type { Format, ParseContext } from '../format.ts';
import { detectEncoding } from '../shared/encoding.ts';
import { knownWindow, planLines, readWindowText } from '../shared/line-windows.ts';
import { markdownBlocks } from './blocks.ts';
import { outline } from './outline.ts';

export const md: Format = { plan, parse };

async function plan(input: Input): Promise<FormatPlan> {
  const encoding = await detectEncoding(input);
  return { unit: 'line', encoding, ...(await planLines(input, encoding, outline())) };
}

async function* parse(input: Input, document: FormatPlan, window: Window, context: ParseContext): AsyncGenerator<Block> {
  const text = await readWindowText(input, document.encoding ?? 'utf-8', document, window);
  yield* markdownBlocks(text, { line: window.first, headings: knownWindow(document, window).headings ?? [] });
  context.progress(window.last - window.first + 1);
}
