import { parseHTML } from 'linkedom';
import type { Block, TextBlock } from '../../../block.ts';
import { HeadingPath } from '../../../heading-path.ts';
import { type HtmlNode, isBlockElement, isDropped, isElement, isText, nameOf } from './nodes.ts';
import { tableBlock } from './tables.ts';
import { collapse, flowText, listText } from './text.ts';

/**
 * The blocks of a page in reading order: headings, paragraphs, lists, tables, preformatted text. Scripts, styles, navigation, forms'
 * controls and what is marked as hidden are no part of it. The title heads the page if no `h1` says the same.
 */
export function* htmlBlocks(html: string): Generator<Block> {
  const { document } = parseHTML(/<html[\s>]/iu.test(html) ? html : `<!doctype html><html><body>${html}</body></html>`);
  const root = (document.querySelector('body') ?? document.documentElement) as unknown as HtmlNode | null;
  if (root === null) return;
  const path = new HeadingPath();
  const title = collapse(document.querySelector('title')?.textContent ?? '');
  const hasOwnHeading = document.querySelector('h1') !== null;
  if (title !== '' && !hasOwnHeading) {
    path.enter(1, title);
    yield { kind: 'heading', level: 1, text: title, place: {} };
  }
  yield* walk(root, path);
}

/** Inline content between block elements is gathered to one text. */
function* walk(parent: HtmlNode, path: HeadingPath): Generator<Block> {
  let inline: HtmlNode[] = [];
  const flush = function* (): Generator<Block> {
    yield* textBlock('text', flowText(inline), path);
    inline = [];
  };
  for (const node of parent.childNodes) {
    if (isText(node)) inline.push(node);
    else if (!isElement(node) || isDropped(node)) continue;
    else if (isBlockElement(node)) {
      yield* flush();
      yield* blockElement(node, path);
    } else if (hasBlockInside(node)) {
      yield* flush();
      yield* walk(node, path);
    } else inline.push(node);
  }
  yield* flush();
}

function* blockElement(element: HtmlNode, path: HeadingPath): Generator<Block> {
  const name = nameOf(element);
  const heading = /^h([1-6])$/u.exec(name);
  if (heading !== null) {
    const text = collapse(flowText(element.childNodes));
    if (text === '') return;
    const level = Number(heading[1]);
    path.enter(level, text);
    yield { kind: 'heading', level, text, place: {} };
  } else if (name === 'table') {
    const table = tableBlock(element, path.current);
    if (table === undefined) yield* walk(element, path);
    else yield table;
  } else if (name === 'ul' || name === 'ol' || name === 'menu') yield* textBlock('list', listText(element), path);
  else if (name === 'pre') yield* textBlock('code', element.textContent.replace(/^\n/u, '').trimEnd(), path);
  else yield* walk(element, path);
}

function* textBlock(kind: TextBlock['kind'], text: string, path: HeadingPath): Generator<Block> {
  if (text.trim() !== '') yield { kind, text, place: {}, headings: path.current };
}

function hasBlockInside(element: HtmlNode): boolean {
  return element.childNodes.some((node) => isElement(node) && !isDropped(node) && (isBlockElement(node) || hasBlockInside(node)));
}
