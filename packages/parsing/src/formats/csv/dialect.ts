import { parse } from 'csv-parse/sync';
import type { Input } from '../../input/input.ts';
import { findDelimiter } from '../detect/csv.ts';
import { decodeHead } from '../shared/encoding.ts';

const headBytes = 64 * 1024;

/** What the head of a file shows about the whole file. */
export interface Dialect {
  readonly delimiter: string;
  /** The names of the columns; undefined when the first row is data. */
  readonly header: readonly string[] | undefined;
}

export async function findDialect(input: Input): Promise<Dialect> {
  const { text } = decodeHead(await input.read(0, headBytes));
  const delimiter = findDelimiter(text) ?? ',';
  const [first = [], second] = firstRows(text, delimiter);
  return { delimiter, header: isHeader(first, second) ? first.map((name) => name.trim()) : undefined };
}

export const csvOptions = (delimiter: string) => ({
  delimiter,
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
});

function firstRows(text: string, delimiter: string): readonly string[][] {
  try {
    return parse(text, { ...csvOptions(delimiter), bom: true, to: 2 });
  } catch {
    return [];
  }
}

/**
 * Column names are words and all different. A first row of nothing but words above another row is taken for column names, because most tables have
 * them.
 */
function isHeader(first: readonly string[], second: readonly string[] | undefined): boolean {
  const names = first.map((name) => name.trim());
  const isNamed = names.some((name) => name !== '') && !names.some(isNumber) && new Set(names).size === names.length;
  return isNamed && second !== undefined;
}

function isNumber(text: string): boolean {
  return /^[-+]?[\d.,\s]*\d[\d.,\s]*%?$/u.test(text);
}
