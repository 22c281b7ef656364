import type { Block, BlockDetails, TextBlock } from '../../../block.ts';
import { HeadingPath } from '../../../heading-path.ts';
import type { PlaceOf } from './lines.ts';
import { linksIn } from './links.ts';
import {
  childrenOf,
  findElement,
  type HtmlElement,
  type HtmlNode,
  isBlockElement,
  isDropped,
  isElement,
  isText,
  parseNodes,
  rawTextOf,
} from './nodes.ts';
import { tableRows } from './tables.ts';
import { collapse, flowText, listText } from './text.ts';

interface Walk {
  readonly path: HeadingPath;
  readonly placeOf: PlaceOf;
  /** The nearest `lang` attribute above. */
  readonly language: string | undefined;
}

/**
 * The blocks of a page in reading order: headings, paragraphs, lists, tables, preformatted text. Scripts, styles, navigation, form controls and
 * hidden elements are left out. The title becomes the first heading if the page has no `h1`.
 */
export function* htmlBlocks(html: string, placeOf: PlaceOf): Generator<Block> {
  const nodes = parseNodes(html);
  const walk: Walk = { path: new HeadingPath(), placeOf, language: undefined };
  const title = findElement(nodes, 'title');
  if (title !== undefined && findElement(nodes, 'h1') === undefined)
    yield* headingBlock(1, collapse(rawTextOf(title)), title, within(findElement(nodes, 'html'), walk));
  yield* blocksOf(nodes, walk);
}

/** Joins the inline content between block elements to one text. */
function* blocksOf(nodes: readonly HtmlNode[], walk: Walk): Generator<Block> {
  let inline: HtmlNode[] = [];
  const flush = function* (): Generator<Block> {
    yield* textBlock('text', flowText(inline), inline, walk);
    inline = [];
  };
  for (const node of nodes) {
    if (isText(node)) inline.push(node);
    else if (!isElement(node) || isDropped(node)) continue;
    else if (isBlockElement(node)) {
      yield* flush();
      yield* blockElement(node, within(node, walk));
    } else if (hasBlockInside(node)) {
      yield* flush();
      yield* blocksOf(childrenOf(node), within(node, walk));
    } else inline.push(node);
  }
  yield* flush();
}

function* blockElement(element: HtmlElement, walk: Walk): Generator<Block> {
  const heading = /^h([1-6])$/u.exec(element.name);
  if (heading !== null) {
    yield* headingBlock(Number(heading[1]), collapse(flowText(childrenOf(element))), element, walk);
    return;
  }
  switch (element.name) {
    case 'table': {
      const table = tableRows(element);
      if (table === undefined) yield* blocksOf(childrenOf(element), walk);
      else yield { kind: 'table', ...table, ...detailsOf([element], walk), headings: walk.path.current };
      return;
    }
    case 'ul':
    case 'ol':
    case 'menu':
      yield* textBlock('list', listText(element), [element], walk);
      return;
    case 'pre':
      yield* textBlock('code', rawTextOf(element).replace(/^\n/u, '').trimEnd(), [element], walk);
      return;
    default:
      yield* blocksOf(childrenOf(element), walk);
  }
}

function* headingBlock(level: number, text: string, element: HtmlElement, walk: Walk): Generator<Block> {
  if (text === '') return;
  walk.path.enter(level, text);
  yield { kind: 'heading', level, text, ...detailsOf([element], walk) };
}

function* textBlock(kind: TextBlock['kind'], text: string, nodes: readonly HtmlNode[], walk: Walk): Generator<Block> {
  if (text.trim() !== '') yield { kind, text, ...detailsOf(nodes, walk), headings: walk.path.current };
}

function within(element: HtmlElement | undefined, walk: Walk): Walk {
  const language = element?.attribs['lang'] ?? element?.attribs['xml:lang'];
  return language === undefined || language === walk.language ? walk : { ...walk, language: language === '' ? undefined : language };
}

function detailsOf(nodes: readonly HtmlNode[], { placeOf, language }: Walk): BlockDetails {
  const links = linksIn(nodes);
  return {
    place: placeOf(nodes),
    ...(language === undefined ? {} : { language }),
    ...(links.length === 0 ? {} : { links }),
  };
}

function hasBlockInside(element: HtmlElement): boolean {
  return childrenOf(element).some((node) => isElement(node) && !isDropped(node) && (isBlockElement(node) || hasBlockInside(node)));
}
