import type { Run } from './runs.ts';

/** Text on one line without a wide gap: a line of a paragraph, or the part of a cell on one row. */
export interface Segment {
  readonly text: string;
  readonly x: number;
  readonly right: number;
  readonly y: number;
  readonly size: number;
  /** undefined when the segment has several fonts. */
  readonly font: string | undefined;
}

/**
 * In font heights. A wider gap separates cells. Words of justified text mostly stay closer; where they do not, the parts are joined to a line
 * later.
 */
const gapMax = 0.8;
/** The gap after a list mark may be this wide, in font heights. */
const gapAfterMarkMax = 4;
const spaceMin = 0.15;
/** The most that a raised or lowered digit may be away from its line. */
const shiftMax = 0.5;

export const listMark = /^(?:[•●◦▪■‣∙·*–—-]|\(?(?:\d{1,3}|[a-z])[.)])$/iu;

export function toSegments(runs: readonly Run[]): readonly Segment[] {
  const segments: Segment[] = [];
  for (const run of runs) {
    const open = segments.at(-1);
    if (open !== undefined && continues(open, run)) segments[segments.length - 1] = joined(open, run);
    else segments.push({ ...run });
  }
  return segments.map((segment) => ({ ...segment, text: segment.text.replaceAll(/\s+/gu, ' ').trim() }));
}

/** Whether both stand on the same line. */
export function isLevel(a: { readonly y: number; readonly size: number }, b: { readonly y: number; readonly size: number }): boolean {
  return Math.abs(a.y - b.y) <= 0.35 * Math.max(a.size, b.size);
}

function continues(open: Segment, run: Run): boolean {
  const size = Math.max(open.size, run.size);
  const gap = (run.x - open.right) / size;
  if (gap < -0.6) return false;
  const isShifted = run.size < open.size && Math.abs(run.y - open.y) <= shiftMax * open.size;
  if (!isLevel(open, run)) return isShifted && gap < spaceMin;
  return gap <= (listMark.test(open.text.trim()) ? gapAfterMarkMax : gapMax);
}

function joined(open: Segment, run: Run): Segment {
  const size = Math.max(open.size, run.size);
  const space = run.x - open.right > spaceMin * size && !/\s$/u.test(open.text) && !/^\s/u.test(run.text) ? ' ' : '';
  return {
    ...open,
    text: open.text + space + run.text,
    right: Math.max(open.right, run.right),
    size,
    font: open.font === run.font ? run.font : undefined,
  };
}
