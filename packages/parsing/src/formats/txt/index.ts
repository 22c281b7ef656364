import type { Block } from '../../block.ts';
import type { Input } from '../../input/input.ts';
import type { FormatPlan, Window } from '../../plan.ts';
import type { Format, ParseContext } from '../format.ts';
import { detectEncoding } from '../shared/encoding.ts';
import { linePlace } from '../shared/line-place.ts';
import { planLines, readWindow } from '../shared/line-windows.ts';
import type { Line } from '../shared/lines.ts';

/** A log without a blank line is not one paragraph: blocks stay small enough to say where a passage stands. */
const blockCharactersMax = 8_000;

/** Blank lines separate the blocks; line ends within a block are kept. */
export const txt: Format = { plan, parse };

async function plan(input: Input): Promise<FormatPlan> {
  const encoding = await detectEncoding(input);
  const lines = await planLines(input, encoding, { mayStartAt: (line) => line.text.trim() === '' });
  return { unit: 'line', encoding, ...lines };
}

async function* parse(input: Input, document: FormatPlan, window: Window, context: ParseContext): AsyncGenerator<Block> {
  let paragraph: Line[] = [];
  let characters = 0;
  const flush = function* (): Generator<Block> {
    if (paragraph.length > 0) yield textBlock(paragraph);
    paragraph = [];
    characters = 0;
  };
  for await (const lines of readWindow(input, document.encoding ?? 'utf-8', document, window)) {
    for (const line of lines) {
      if (line.text.trim() === '' || characters + line.text.length > blockCharactersMax) yield* flush();
      if (line.text.trim() !== '') paragraph.push(line);
      characters += line.text.length;
      context.progress(line.number - window.first + 1);
    }
  }
  yield* flush();
}

function textBlock(lines: readonly Line[]): Block {
  const [first, last] = [lines[0]?.number ?? 1, lines.at(-1)?.number ?? 1];
  const text = lines.map((line) => line.text.trimEnd()).join('\n');
  return { kind: 'text', text, place: linePlace(first, last), headings: [] };
}
