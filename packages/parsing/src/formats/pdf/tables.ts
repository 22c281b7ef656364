import { isLevel, type Segment } from './segments.ts';

/** What is left of a page in reading order once its tables were found. */
export type Part = { readonly kind: 'line'; readonly line: Segment } | { readonly kind: 'table'; readonly table: PageTable };

export interface PageTable {
  readonly rows: readonly (readonly string[])[];
  readonly segments: readonly Segment[];
}

interface Row {
  readonly y: number;
  readonly size: number;
  readonly segments: readonly Segment[];
}

interface Interval {
  readonly from: number;
  readonly to: number;
}

/** In font heights: rows further apart are no neighbours. */
const rowDistanceMax = 3.2;
/** A line that continues the cell above stands this close to it. */
const wrapDistanceMax = 1.7;
/** Formulas have parts above each other too, with much nothing between. */
const filledMin = 0.55;
/** Columns of text with lines of more characters than this on average are columns of a page, not of a table. */
const proseCharactersMin = 25;

/**
 * Finds tables without looking at ruled lines: at least two rows whose parts stand under each other. A table takes the place of its
 * first part in the order of the page; parts of one line that are no table are joined.
 */
export function toParts(segments: readonly Segment[]): readonly Part[] {
  const tables = findTables(segments);
  const owner = new Map(tables.flatMap((table) => table.segments.map((segment) => [segment, table] as const)));
  const placed = new Set<PageTable>();
  const parts: Part[] = [];
  for (const segment of segments) {
    const table = owner.get(segment);
    const before = parts.at(-1);
    if (table !== undefined) {
      if (!placed.has(table)) parts.push({ kind: 'table', table });
      placed.add(table);
    } else if (before?.kind === 'line' && isLevel(before.line, segment) && segment.x >= before.line.right) {
      const line = { ...before.line, text: `${before.line.text} ${segment.text}`, right: segment.right };
      parts[parts.length - 1] = { kind: 'line', line };
    } else parts.push({ kind: 'line', line: segment });
  }
  return parts;
}

function findTables(segments: readonly Segment[]): readonly PageTable[] {
  const tables: PageTable[] = [];
  let region: Row[] = [];
  const close = () => {
    const table = toTable(trimmed(region));
    if (table !== undefined) tables.push(table);
    region = [];
  };
  for (const row of toRows(segments)) {
    const above = region.at(-1);
    if (above !== undefined && !belongs(row, above, region)) close();
    if (region.length > 0 || row.segments.length > 1) region.push(row);
  }
  close();
  return tables;
}

function toRows(segments: readonly Segment[]): readonly Row[] {
  const rows: { y: number; size: number; segments: Segment[] }[] = [];
  for (const segment of [...segments].sort((a, b) => a.y - b.y)) {
    const row = rows.at(-1);
    if (row !== undefined && isLevel(row, segment)) row.segments.push(segment);
    else rows.push({ y: segment.y, size: segment.size, segments: [segment] });
  }
  return rows.map((row) => ({ ...row, segments: row.segments.sort((a, b) => a.x - b.x) }));
}

function belongs(row: Row, above: Row, region: readonly Row[]): boolean {
  const distance = (row.y - above.y) / Math.max(row.size, above.size);
  if (row.segments.length > 1) return distance <= rowDistanceMax;
  const [only] = row.segments;
  if (only === undefined || distance > wrapDistanceMax) return false;
  const columns = columnsOf(region);
  return columns.length > 1 && columns.filter((column) => overlaps(column, { from: only.x, to: only.right })).length === 1;
}

/** A lone line at the end may as well be the text below the table. */
function trimmed(region: readonly Row[]): readonly Row[] {
  const last = region.findLastIndex(({ segments }) => segments.length > 1);
  const columns = columnsOf(region);
  let end = last + 1;
  for (const row of region.slice(last + 1)) {
    const [only] = row.segments;
    const column = only === undefined ? -1 : columns.findIndex((each) => overlaps(each, { from: only.x, to: only.right }));
    if (column < 1) break;
    end++;
  }
  return region.slice(0, end);
}

function toTable(region: readonly Row[]): PageTable | undefined {
  const full = region.filter(({ segments }) => segments.length > 1);
  const columns = columnsOf(region);
  if (full.length < 2 || columns.length < 2 || isProse(full, columns)) return undefined;
  const rows: string[][] = [];
  let above: Row | undefined;
  for (const row of region) {
    const cells = columns.map((column) => textIn(row, column));
    const isWrapped =
      above !== undefined &&
      cells[0] === '' &&
      (row.y - above.y) / row.size <= wrapDistanceMax &&
      row.segments.length < above.segments.length;
    const open = rows.at(-1);
    if (isWrapped && open !== undefined) cells.forEach((cell, index) => (open[index] = [open[index], cell].filter(Boolean).join(' ')));
    else rows.push(cells);
    if (!isWrapped) above = row;
  }
  const filled = rows.flat().filter((cell) => cell !== '').length / (rows.length * columns.length);
  if (rows.length < 2 || filled < filledMin) return undefined;
  return { rows, segments: region.flatMap(({ segments }) => segments) };
}

/** What overlaps from above to below is one column. Rows of one part do not count: a title over the table is as wide as all. */
function columnsOf(region: readonly Row[]): readonly Interval[] {
  const intervals = region
    .filter(({ segments }) => segments.length > 1)
    .flatMap(({ segments }) => segments.map(({ x, right }) => ({ from: x, to: right })))
    .sort((a, b) => a.from - b.from);
  const columns: Interval[] = [];
  for (const interval of intervals) {
    const open = columns.at(-1);
    if (open !== undefined && interval.from <= open.to)
      columns[columns.length - 1] = { from: open.from, to: Math.max(open.to, interval.to) };
    else columns.push(interval);
  }
  return columns;
}

function isProse(rows: readonly Row[], columns: readonly Interval[]): boolean {
  return columns.every((column) => {
    const texts = rows.map((row) => textIn(row, column)).filter((text) => text !== '');
    const characters = texts.reduce((sum, text) => sum + text.length, 0);
    return characters / Math.max(1, texts.length) > proseCharactersMin;
  });
}

function textIn(row: Row, column: Interval): string {
  return row.segments
    .filter((segment) => segment.x >= column.from && segment.x <= column.to)
    .map(({ text }) => text)
    .join(' ');
}

function overlaps(a: Interval, b: Interval): boolean {
  return a.from <= b.to && b.from <= a.to;
}
