import { isLevel, type Segment } from './segments.ts';

/** The segments on one line of a page, from left to right. */
export interface Row {
  readonly y: number;
  readonly size: number;
  readonly segments: readonly Segment[];
}

export interface Interval {
  readonly from: number;
  readonly to: number;
}

export function toRows(segments: readonly Segment[]): readonly Row[] {
  const rows: { y: number; size: number; segments: Segment[] }[] = [];
  for (const segment of [...segments].sort((a, b) => a.y - b.y)) {
    const row = rows.at(-1);
    if (row !== undefined && isLevel(row, segment)) row.segments.push(segment);
    else rows.push({ y: segment.y, size: segment.size, segments: [segment] });
  }
  return rows.map((row) => ({ ...row, segments: row.segments.sort((a, b) => a.x - b.x) }));
}

/** Segments whose horizontal ranges overlap are one column. Rows with a single segment do not count: a title is as wide as its table. */
export function columnsOf(region: readonly Row[]): readonly Interval[] {
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

export function textIn(row: Row, column: Interval): string {
  return row.segments
    .filter((segment) => segment.x >= column.from && segment.x <= column.to)
    .map(({ text }) => text)
    .join(' ');
}

export function overlaps(a: Interval, b: Interval): boolean {
  return a.from <= b.to && b.from <= a.to;
}
