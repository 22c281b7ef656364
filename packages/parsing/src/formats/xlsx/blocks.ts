import type { Block, Place } from '../../block.ts';
import type { Row } from './rows.ts';

/** The rows of one block: enough for several passages, and few enough to say where they stand. */
const blockRows = 100;

interface Sheet {
  readonly name: string;
  /** The number of the sheet in the workbook. */
  readonly page: number;
}

/**
 * An empty row separates tables. Rows with a single cell are text (titles and remarks) above a table and where there is no table. The first row of
 * a table names its columns if no cell of it is a number. It is repeated when the table goes on in another block.
 */
export async function* sheetBlocks(rows: AsyncIterable<Row>, { name, page }: Sheet): AsyncGenerator<Block> {
  let isNamed = false;
  let names: readonly string[] | undefined;
  let open: Row[] = [];
  const headings = [name];
  const flush = function* (isEnd: boolean): Generator<Block> {
    if (open.length > 0 && !isNamed) yield { kind: 'heading', level: 1, text: name, place: { page, sheet: name } };
    isNamed ||= open.length > 0;
    const remarks = names === undefined ? open.findIndex((row) => filled(row) > 1) : 0;
    const texts = open.splice(0, remarks < 0 ? open.length : remarks);
    if (texts.length > 0) {
      const text = texts.map(({ cells }) => cells.filter((cell) => cell !== '').join(' ')).join('\n');
      yield { kind: 'text', text, place: placeOf(texts), headings };
    }
    const [first] = open;
    if (first !== undefined) {
      const isHead = names === undefined && open.length > 1 && first.cells.every((cell) => !isNumber(cell));
      const above = names === undefined ? [] : [names];
      const header = isHead || above.length > 0;
      yield { kind: 'table', rows: aligned([...above, ...open.map(({ cells }) => cells)]), header, place: placeOf(open), headings };
      if (isHead) names = first.cells;
    }
    open = [];
    if (isEnd) names = undefined;
  };
  const placeOf = (placed: readonly Row[]): Place => {
    const [line, lastLine] = [placed[0]?.number ?? 1, placed.at(-1)?.number ?? 1];
    return { page, sheet: name, line, ...(lastLine === line ? {} : { lastLine }) };
  };
  let last: Row | undefined;
  for await (const row of rows) {
    if (last !== undefined && row.number > last.number + 1) yield* flush(true);
    else if (open.length >= blockRows) yield* flush(false);
    open.push(row);
    last = row;
  }
  yield* flush(true);
}

function filled({ cells }: Row): number {
  return cells.filter((cell) => cell !== '').length;
}

function isNumber(text: string): boolean {
  return /^-?\d+(?:\.\d+)?%?$/u.test(text);
}

/** Gives all rows the same length, without the columns at the left that are empty in all of them. */
function aligned(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const width = Math.max(...rows.map((row) => row.length));
  const from = Math.min(...rows.map((row) => row.findIndex((cell) => cell !== '')).filter((index) => index >= 0));
  return rows.map((row) => Array.from({ length: width - from }, (_, index) => row[from + index] ?? ''));
}
