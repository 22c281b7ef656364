import type { Block } from '../../block.ts';
import type { Input } from '../../input/input.ts';
import type { FormatPlan, Window } from '../../plan.ts';
import type { Format, ParseContext } from '../format.ts';
import { detectEncoding } from '../shared/encoding.ts';
import { flatten } from '../shared/flatten.ts';
import { planLines, readWindow } from '../shared/line-windows.ts';

/** One JSON value a line. A record is a line, so windows are found without parsing. A line that is not JSON is kept as text. */
export const jsonl: Format = { plan, parse };

async function plan(input: Input): Promise<FormatPlan> {
  const encoding = await detectEncoding(input);
  return { unit: 'record', encoding, ...(await planLines(input, encoding, { mayStartAt: () => true })) };
}

async function* parse(input: Input, document: FormatPlan, window: Window, context: ParseContext): AsyncGenerator<Block> {
  for await (const lines of readWindow(input, document.encoding ?? 'utf-8', document, window)) {
    for (const line of lines) {
      const text = recordText(line.text);
      if (text !== '') yield { kind: 'text', text, place: { line: line.number }, headings: [] };
      context.progress(line.number - window.first + 1);
    }
  }
}

function recordText(line: string): string {
  try {
    return flatten(JSON.parse(line)).join('\n');
  } catch {
    return line.trim();
  }
}
