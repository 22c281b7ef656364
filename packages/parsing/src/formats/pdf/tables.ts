import { joinLines } from './join.ts';
import { columnsOf, type Interval, overlaps, type Row, textIn, toRows } from './rows.ts';
import { isLevel, type Segment } from './segments.ts';

/** The content of a page in reading order, after its tables were found. */
export type Part = { readonly kind: 'line'; readonly line: Segment } | { readonly kind: 'table'; readonly table: PageTable };

export interface PageTable {
  readonly rows: readonly (readonly string[])[];
  readonly segments: readonly Segment[];
}

/** In font heights. Rows further apart are not neighbours. */
const rowDistanceMax = 5.5;
/** A line that continues the cell above is at most this far from it. */
const wrapDistanceMax = 1.7;
/** A line whose distance is below this share of the usual row distance is not a row. */
const wrapStepShare = 0.85;
/** The least share of filled cells. Formulas have parts above each other too, with much empty space between them. */
const filledMin = 0.55;
/** Columns whose lines have more characters than this on average are columns of a page, not of a table. */
const proseCharactersMin = 25;
/** A single column of lines longer than this is text with a gap in it. */
const longProseCharactersMin = 70;

/**
 * Finds tables without looking at ruled lines: at least two rows whose segments stand under each other. A table takes the place of its first
 * segment in the order of the page. The segments of a line that is in no table are joined.
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
      const line = {
        ...before.line,
        text: `${before.line.text} ${segment.text}`,
        right: segment.right,
        font: before.line.font === segment.font ? segment.font : undefined,
      };
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

function belongs(row: Row, above: Row, region: readonly Row[]): boolean {
  const distance = (row.y - above.y) / Math.max(row.size, above.size);
  if (row.segments.length > 1) return distance <= rowDistanceMax;
  const [only] = row.segments;
  if (only === undefined || distance > wrapDistanceMax) return false;
  const columns = columnsOf(region);
  return columns.length > 1 && columns.filter((column) => overlaps(column, { from: only.x, to: only.right })).length === 1;
}

/** A lone line at the end may be the text below the table, so it is dropped unless it ends the text of a cell. */
function trimmed(region: readonly Row[]): readonly Row[] {
  let end = region.findLastIndex(({ segments }) => segments.length > 1) + 1;
  const columns = columnsOf(region);
  const step = rowStep(region);
  for (const row of region.slice(end)) {
    const cells = columns.map((column) => textIn(row, column));
    const above = region[end - 1];
    if (
      above === undefined ||
      !isWrapped(
        row,
        cells,
        above,
        columns.map((column) => textIn(above, column)),
        step,
      )
    )
      break;
    end++;
  }
  return region.slice(0, end);
}

function toTable(region: readonly Row[]): PageTable | undefined {
  const full = region.filter(({ segments }) => segments.length > 1);
  const columns = columnsOf(region);
  if (full.length < 2 || columns.length < 2 || isProse(full, columns)) return undefined;
  const step = rowStep(region);
  const rows: string[][] = [];
  let above: Row | undefined;
  for (const row of region) {
    const cells = columns.map((column) => textIn(row, column));
    const open = rows.at(-1);
    if (above !== undefined && open !== undefined && isWrapped(row, cells, above, open, step)) {
      for (const [index, cell] of cells.entries())
        open[index] = joinLines([{ text: open[index] ?? '' }, { text: cell }].filter(({ text }) => text !== ''));
    } else rows.push(cells);
    above = row;
  }
  const filled = rows.flat().filter((cell) => cell !== '').length / (rows.length * columns.length);
  if (rows.length < 2 || filled < filledMin) return undefined;
  return { rows, segments: region.flatMap(({ segments }) => segments) };
}

/**
 * Whether a row only continues cells of the row above it. Such a row leaves cells empty, begins no cell that is empty above, and stands close. It
 * must also be closer than rows usually are, or have few cells and no first one, or go on in the middle of a word or sentence.
 */
function isWrapped(row: Row, cells: readonly string[], above: Row, open: readonly string[], step: number): boolean {
  const distance = (row.y - above.y) / row.size;
  if (distance > wrapDistanceMax || !cells.includes('') || cells.some((cell, index) => cell !== '' && open[index] === '')) return false;
  const goesOn = cells.every((cell, index) => cell === '' || /^\p{Ll}/u.test(cell) || /[-,]$/u.test(open[index] ?? ''));
  const isFew = cells[0] === '' && cells.filter((cell) => cell !== '').length <= cells.length / 2;
  return distance < wrapStepShare * step || isFew || goesOn;
}

/** The median distance from full row to full row, in font heights. */
function rowStep(region: readonly Row[]): number {
  const steps: number[] = [];
  for (const [index, row] of region.entries()) {
    const above = region[index - 1];
    if (above !== undefined && row.segments.length > 1) steps.push((row.y - above.y) / row.size);
  }
  steps.sort((a, b) => a - b);
  return steps[steps.length >> 1] ?? 0;
}

function isProse(rows: readonly Row[], columns: readonly Interval[]): boolean {
  const lengths = columns.map((column) => {
    const texts = rows.map((row) => textIn(row, column)).filter((text) => text !== '');
    return texts.reduce((sum, text) => sum + text.length, 0) / Math.max(1, texts.length);
  });
  return lengths.every((length) => length > proseCharactersMin) || lengths.some((length) => length > longProseCharactersMin);
}
