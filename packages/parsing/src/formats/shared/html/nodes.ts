import { DomHandler, Parser, type parseDocument } from 'htmlparser2';
import { ParseFailure } from '../../../failure.ts';

export type HtmlNode = ReturnType<typeof parseDocument>['children'][number];
export type HtmlElement = Extract<HtmlNode, { attribs: unknown }>;

/**
 * Browsers stop at 512. A page that is nested deeper than this was made to break its readers, and the library's time grows with the square of the
 * depth.
 */
const depthMax = 2_000;

/** Parses HTML; everything that is not HTML is text. @throws ParseFailure `nesting-limit` */
export function parseNodes(html: string): readonly HtmlNode[] {
  const handler = new ShallowHandler(undefined, { withStartIndices: true, withEndIndices: true });
  const parser = new Parser(handler, { decodeEntities: true });
  parser.end(html);
  return handler.root.children;
}

class ShallowHandler extends DomHandler {
  #depth = 0;

  override onopentag(name: string, attributes: Record<string, string>): void {
    if (++this.#depth > depthMax) throw new ParseFailure('nesting-limit', `Elements are nested more than ${depthMax} deep.`);
    super.onopentag(name, attributes);
  }

  override onclosetag(): void {
    this.#depth--;
    super.onclosetag();
  }
}

const blockNames = new Set(
  'address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main menu ol p pre section summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
);

const droppedNames = new Set(
  'script style noscript template nav iframe object embed svg math canvas audio video button select input textarea head link meta title'.split(
    ' ',
  ),
);

export function isText(node: HtmlNode): node is Extract<HtmlNode, { type: 'text' }> {
  return node.type === 'text';
}

export function isElement(node: HtmlNode): node is HtmlElement {
  return 'attribs' in node;
}

export function childrenOf(node: HtmlNode): readonly HtmlNode[] {
  return 'children' in node ? node.children : [];
}

export function nameOf(node: HtmlNode): string {
  return isElement(node) ? node.name : '';
}

export function isBlockElement(node: HtmlNode): boolean {
  return blockNames.has(nameOf(node));
}

/** Elements that a reader of the page's text does not see or does not need. */
export function isDropped(node: HtmlNode): boolean {
  if (!isElement(node)) return true;
  const { hidden, role, style = '', 'aria-hidden': ariaHidden } = node.attribs;
  if (droppedNames.has(node.name) || hidden !== undefined || ariaHidden === 'true' || role === 'navigation') return true;
  return /display\s*:\s*none/iu.test(style);
}

/** The first element with that name, in document order. */
export function findElement(nodes: readonly HtmlNode[], name: string): HtmlElement | undefined {
  const waiting = [...nodes].reverse();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (isElement(node) && node.name === name) return node;
    waiting.push(...[...childrenOf(node)].reverse());
  }
  return undefined;
}

/** The text as it stands in the source, with entities decoded. */
export function rawTextOf(node: HtmlNode): string {
  return isText(node) ? node.data : childrenOf(node).map(rawTextOf).join('');
}
