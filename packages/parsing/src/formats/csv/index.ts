import { parse as parseCsv } from 'csv-parse/sync';
import type { Block } from '../../block.ts';
import { ParseFailure } from '../../failure.ts';
import type { Input } from '../../input/input.ts';
import type { FormatPlan, Window } from '../../plan.ts';
import type { Format, ParseContext } from '../format.ts';
import { detectEncoding } from '../shared/encoding.ts';
import { linePlace } from '../shared/line-place.ts';
import { planLines, readWindowText } from '../shared/line-windows.ts';
import { csvOptions, findDialect } from './dialect.ts';
import { rowStarts } from './quotes.ts';

/** The rows of one block: enough for several passages, and few enough that the lines of a passage are known closely. */
const blockRows = 100;

/** Reads a file as tables of rows. Each table repeats the names of the columns. The unit is a line, and a row may have several lines. */
export const csv: Format = { plan, parse };

async function plan(input: Input): Promise<FormatPlan> {
  const encoding = await detectEncoding(input);
  const { delimiter } = await findDialect(input);
  return { unit: 'line', encoding, ...(await planLines(input, encoding, rowStarts(delimiter))) };
}

async function* parse(input: Input, document: FormatPlan, window: Window, context: ParseContext): AsyncGenerator<Block> {
  const { delimiter, header } = await findDialect(input);
  const text = await readWindowText(input, document.encoding ?? 'utf-8', document, window);
  const blocks: Block[] = [];
  let rows: (readonly string[])[] = [];
  let firstLine = window.first;
  let isNamesRow = window.first === 1 && header !== undefined;
  const take = (record: readonly string[], { lines }: { readonly lines: number }): undefined => {
    const lastLine = window.first + lines - 1;
    if (isNamesRow) {
      isNamesRow = false;
      firstLine = lastLine + 1;
      return;
    }
    rows.push(record);
    context.progress(lastLine - window.first + 1);
    if (rows.length < blockRows) return;
    blocks.push(tableBlock(header, rows, firstLine, lastLine));
    rows = [];
    firstLine = lastLine + 1;
  };
  try {
    parseCsv(`${text}\n`, { ...csvOptions(delimiter), on_record: take });
  } catch (cause) {
    throw new ParseFailure('file-damaged', 'The rows cannot be separated: a quote is not closed.', { cause });
  }
  yield* blocks;
  if (rows.length > 0) yield tableBlock(header, rows, firstLine, Math.max(firstLine, window.last));
}

function tableBlock(header: readonly string[] | undefined, rows: readonly (readonly string[])[], first: number, last: number): Block {
  const named = header === undefined ? rows : [header, ...rows];
  return { kind: 'table', rows: named, header: header !== undefined, place: linePlace(first, last), headings: [] };
}
