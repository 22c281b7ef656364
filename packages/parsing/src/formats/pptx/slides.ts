import type { Block, Box, Place } from '../../block.ts';
import { child, descendants, type XmlElement } from '../shared/xml/tree.ts';
import { type Paragraph, paragraphs, tableRows } from './text.ts';

interface Shape {
  readonly element: XmlElement;
  readonly role: string;
  readonly box: Box | undefined;
}

/** Office measures lengths in English Metric Units. */
const unitsPerPoint = 12_700;

/** The roles of shapes that repeat on every slide or have no content of their own. */
const dropped = new Set(['dt', 'ftr', 'sldNum', 'hdr', 'sldImg']);

export function slideBlocks(slide: XmlElement, page: number): readonly Block[] {
  const shapes = shapesOf(child(slide, 'p:sld', 'p:cSld', 'p:spTree')).filter(({ role }) => !dropped.has(role));
  const title = shapes.find(({ role }) => role === 'title' || role === 'ctrTitle');
  const titleText = title === undefined ? '' : plain(paragraphs(title.element)).replaceAll(/\s+/gu, ' ').trim();
  const headings = titleText === '' ? [] : [titleText];
  const blocks: Block[] = titleText === '' ? [] : [{ kind: 'heading', level: 1, text: titleText, place: placeOf(page, title?.box) }];
  for (const { element, box } of inReadingOrder(shapes.filter((shape) => shape !== title))) {
    const place = placeOf(page, box);
    const rows = tableRows(element);
    if (rows.length > 0) blocks.push({ kind: 'table', rows, header: rows.length > 1, place, headings });
    const found = rows.length > 0 ? [] : paragraphs(element);
    const isList = found.length > 1 && found.every(({ isItem }) => isItem);
    const text = isList ? listed(found) : plain(found);
    if (text.trim() !== '') blocks.push({ kind: isList ? 'list' : 'text', text, place, headings });
  }
  return blocks;
}

export function notesBlocks(notes: XmlElement, page: number, slide: readonly Block[]): readonly Block[] {
  const shapes = shapesOf(child(notes, 'p:notes', 'p:cSld', 'p:spTree')).filter(({ role }) => role === 'body');
  const text = shapes
    .map(({ element }) => plain(paragraphs(element)))
    .join('\n')
    .trim();
  const headings = slide.flatMap((block) => (block.kind === 'heading' ? [block.text] : []));
  return text === '' ? [] : [{ kind: 'text', text, place: { page }, headings }];
}

/** Includes the shapes in groups. Their own boxes are in the units of the group, so each gets the box of its group. */
function shapesOf(tree: XmlElement | undefined): readonly Shape[] {
  return (tree?.children ?? []).flatMap((element): readonly Shape[] => {
    if (element.name === 'p:grpSp')
      return shapesOf(element).map((shape) => ({ ...shape, box: boxOf(child(element, 'p:grpSpPr', 'a:xfrm')) }));
    if (element.name !== 'p:sp' && element.name !== 'p:graphicFrame') return [];
    const placeholder = descendants(element, 'p:ph')[0];
    const role = placeholder === undefined ? '' : (placeholder.attributes['type'] ?? 'body');
    return [{ element, role, box: boxOf(child(element, 'p:spPr', 'a:xfrm') ?? child(element, 'p:xfrm')) }];
  });
}

function boxOf(transform: XmlElement | undefined): Box | undefined {
  const [offset, extent] = [child(transform, 'a:off')?.attributes, child(transform, 'a:ext')?.attributes];
  if (offset === undefined || extent === undefined) return undefined;
  const points = (value: string | undefined) => Math.round(Number(value ?? 0) / unitsPerPoint);
  const box = { x: points(offset['x']), y: points(offset['y']), width: points(extent['cx']), height: points(extent['cy']) };
  return Object.values(box).every(Number.isFinite) ? box : undefined;
}

/** From top to bottom if all shapes have a position. Shapes that take their position from the layout keep the order of the file. */
function inReadingOrder(shapes: readonly Shape[]): readonly Shape[] {
  if (!shapes.every(({ box }) => box !== undefined)) return shapes;
  const row = (shape: Shape) => Math.round((shape.box?.y ?? 0) / 20);
  return [...shapes].sort((a, b) => row(a) - row(b) || (a.box?.x ?? 0) - (b.box?.x ?? 0));
}

function placeOf(page: number, box: Box | undefined): Place {
  return box === undefined ? { page } : { page, boxes: [{ page, ...box }] };
}

function plain(found: readonly Paragraph[]): string {
  return found.map(({ text }) => text).join('\n');
}

function listed(found: readonly Paragraph[]): string {
  return found.map(({ text, level }) => `${'  '.repeat(level)}- ${text}`).join('\n');
}
