import type { Box } from '../../block.ts';
import { rounded } from '../../boxes.ts';
import { listMark, type Segment } from './segments.ts';
import { headingLevel, type Style } from './style.ts';
import type { PageTable, Part } from './tables.ts';

export type Paragraph =
  | { readonly kind: 'heading'; readonly level: number; readonly lines: readonly Segment[] }
  | { readonly kind: 'text' | 'item'; readonly lines: readonly Segment[] }
  | { readonly kind: 'table'; readonly table: PageTable };

const itemStart = /^(?:[•●◦▪■‣∙·]\s*|[*–—-]\s+|\(?(?:\d{1,3}|[a-z])[.)]\s+)(?=\S)/iu;

/** In font heights. */
const indentMin = 0.8;

/** Deeper than all levels that come from the font size. */
const boldLevel = 5;
const boldCharactersMax = 90;

/** Joins each line to the paragraph above if it continues that paragraph. */
export function toParagraphs(parts: readonly Part[], style: Style): readonly Paragraph[] {
  const paragraphs: Paragraph[] = [];
  for (const part of parts) {
    if (part.kind === 'table') {
      paragraphs.push({ kind: 'table', table: part.table });
      continue;
    }
    const { line } = part;
    const level = headingLevel(line, style) ?? (standsOut(line, paragraphs.at(-1), style) ? boldLevel : undefined);
    const open = paragraphs.at(-1);
    if (open !== undefined && open.kind !== 'table' && goesOn(open, line, level, style)) {
      paragraphs[paragraphs.length - 1] = { ...open, lines: [...open.lines, line] };
    } else if (level !== undefined) paragraphs.push({ kind: 'heading', level, lines: [line] });
    else paragraphs.push({ kind: isItemStart(line.text) ? 'item' : 'text', lines: [line] });
  }
  return paragraphs;
}

/**
 * Whether a line in the size of the body is a heading all the same: short, alone, not a sentence, and all in one font that differs from the body's.
 * The text of a page does not say which font is bold, only which fonts differ.
 */
function standsOut(line: Segment, open: Paragraph | undefined, { bodyFont, bodySize, lineStep }: Style): boolean {
  if (line.font === undefined || line.font === bodyFont || Math.abs(line.size - bodySize) > 0.1 * bodySize) return false;
  if (line.text.length > boldCharactersMax || !/^(?:\p{Lu}|\d)/u.test(line.text) || !/\p{L}{2}/u.test(line.text)) return false;
  if (/[.,;:(){}=<>\\/]$|[.!?] \p{Lu}/u.test(line.text) || isItemStart(line.text)) return false;
  const above = open === undefined || open.kind === 'table' ? undefined : open.lines.at(-1);
  return above === undefined || above.y > line.y || (line.y - above.y) / line.size > lineStep + 0.2;
}

export function isItemStart(text: string): boolean {
  return itemStart.test(text) || listMark.test(text);
}

function goesOn(open: Exclude<Paragraph, { kind: 'table' }>, line: Segment, level: number | undefined, style: Style): boolean {
  const above = open.lines.at(-1);
  if (above === undefined) return false;
  const step = (line.y - above.y) / line.size;
  if (step <= 0.4 || step > style.lineStep + 0.35 || Math.abs(above.size - line.size) > 0.1 * above.size) return false;
  if ((level !== undefined) !== (open.kind === 'heading')) return false;
  if (open.kind === 'heading') return level === open.level;
  if (isItemStart(line.text)) return false;
  const left = Math.min(...open.lines.map(({ x }) => x));
  if (open.kind === 'item') return line.x >= left - 1;
  const isIndented = open.lines.length > 1 && line.x > left + indentMin * line.size;
  return !isIndented && !endsShort(open.lines, above);
}

/** A sentence that ends well before the margin ends its paragraph. */
function endsShort(lines: readonly Segment[], last: Segment): boolean {
  const left = Math.min(...lines.map(({ x }) => x));
  const right = Math.max(...lines.map((each) => each.right));
  return lines.length > 1 && /[.!?:]["”’)]?$/u.test(last.text) && last.right < right - 0.2 * (right - left);
}

/** The share of the font's height by which letters rise above their line, about. They hang below the line by the rest. */
const ascent = 0.8;

export function boxOf(segments: readonly Segment[]): Box {
  const x = Math.min(...segments.map((segment) => segment.x));
  const y = Math.min(...segments.map((segment) => segment.y - ascent * segment.size));
  const right = Math.max(...segments.map((segment) => segment.right));
  const bottom = Math.max(...segments.map((segment) => segment.y + (1 - ascent) * segment.size));
  return { x: rounded(x), y: rounded(y), width: rounded(right - x), height: rounded(bottom - y) };
}
