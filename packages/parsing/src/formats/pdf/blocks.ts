import type { Block, Place, TextBlock } from '../../block.ts';
import { joinBoxes } from '../../boxes.ts';
import { HeadingPath } from '../../heading-path.ts';
import { joinLines } from './join.ts';
import { boxOf, isItemStart, type Paragraph, toParagraphs } from './paragraphs.ts';
import { withoutRunningText } from './running.ts';
import type { PageText } from './runs.ts';
import { type Segment, toSegments } from './segments.ts';
import { findBody, findLineStep } from './style.ts';
import { toParts } from './tables.ts';

/** The blocks of consecutive pages. These pages alone decide what the usual font is and what repeats. */
export function pdfBlocks(pages: readonly PageText[], headings: readonly string[]): readonly Block[] {
  const { bodySize, bodyFont } = findBody(pages);
  const cleaned = withoutRunningText(pages, bodySize);
  const parts = cleaned.map(({ page, runs }) => ({ page, parts: toParts(toSegments(runs)) }));
  const lines = parts.map((each) => each.parts.flatMap((part) => (part.kind === 'line' ? [part.line] : [])));
  const style = { bodySize, bodyFont, lineStep: findLineStep(lines) };
  const path = new HeadingPath(headings);
  const blocks: Block[] = [];
  for (const each of parts) {
    for (const paragraph of toParagraphs(each.parts, style)) add(blocks, toBlock(paragraph, each.page, path));
  }
  return blocks;
}

function toBlock(paragraph: Paragraph, page: number, path: HeadingPath): Block {
  if (paragraph.kind === 'table') {
    const { rows, segments } = paragraph.table;
    return { kind: 'table', rows, header: hasNames(rows), place: placeOn(page, segments), headings: path.current };
  }
  const place = placeOn(page, paragraph.lines);
  const text = joinLines(paragraph.lines);
  if (paragraph.kind !== 'heading')
    return { kind: paragraph.kind === 'item' ? 'list' : 'text', text: withPlainMark(text), place, headings: path.current };
  path.enter(paragraph.level, text);
  return { kind: 'heading', level: paragraph.level, text, place };
}

function withPlainMark(text: string): string {
  return text.replace(/^[•●◦▪■‣∙·]\s*/u, '- ');
}

/** Items of a list become one block. A sentence that goes on after the end of the page becomes one text. */
function add(blocks: Block[], block: Block): void {
  const open = blocks.at(-1);
  if (open?.kind === 'list' && block.kind === 'list' && isNear(open, block)) {
    blocks[blocks.length - 1] = { ...open, text: `${open.text}\n${block.text}`, place: placeOver(open.place, block.place) };
  } else if (open?.kind === 'text' && block.kind === 'text' && goesOnOverPage(open, block)) {
    const text = joinLines([open, block]);
    blocks[blocks.length - 1] = { ...open, text, place: placeOver(open.place, block.place) };
  } else blocks.push(block);
}

function isNear(open: TextBlock, block: TextBlock): boolean {
  return (open.place.lastPage ?? open.place.page) === block.place.page && open.text.length + block.text.length < 4_000;
}

function goesOnOverPage(open: TextBlock, block: TextBlock): boolean {
  if ((open.place.lastPage ?? open.place.page ?? 0) + 1 !== block.place.page) return false;
  return !/[.!?:;]["”’)]?$/u.test(open.text) && /^\p{Ll}/u.test(block.text) && !isItemStart(block.text);
}

const placeOn = (page: number, segments: readonly Segment[]): Place => ({ page, boxes: [{ page, ...boxOf(segments) }] });

/** The joint place of two neighbours: one box a page. */
function placeOver(open: Place, block: Place): Place {
  const boxes = joinBoxes([...(open.boxes ?? []), ...(block.boxes ?? [])]);
  const lastPage = block.page === undefined || block.page === open.page ? open.lastPage : block.page;
  return { ...open, ...(lastPage === undefined ? {} : { lastPage }), boxes };
}

/** Column names are not numbers, except for years. */
function hasNames(rows: readonly (readonly string[])[]): boolean {
  return (rows[0] ?? []).every((cell) => /^(?:19|20)\d\d$/u.test(cell) || !/^[\d.,\s%€$+-]*\d[\d.,\s%€$+-]*$/u.test(cell));
}
