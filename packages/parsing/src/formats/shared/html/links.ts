import type { Link } from '../../../block.ts';
import { childrenOf, type HtmlNode, isDropped, isElement } from './nodes.ts';
import { flowText } from './text.ts';

/** A block with more links is a list of links: the first ones represent it. */
const linksMax = 100;
const urlCharactersMax = 2_000;

/** The links with an absolute target, in their order. A relative target cannot be followed from outside of the document. */
export function linksIn(nodes: readonly HtmlNode[]): readonly Link[] {
  const links: Link[] = [];
  const waiting = [...nodes].reverse();
  for (let node = waiting.pop(); node !== undefined && links.length < linksMax; node = waiting.pop()) {
    if (!isElement(node) || isDropped(node)) continue;
    const url = node.name === 'a' ? (node.attribs['href'] ?? '').trim() : '';
    if (/^(?:https?:|mailto:)/iu.test(url) && url.length <= urlCharactersMax) links.push({ text: flowText(childrenOf(node)), url });
    else waiting.push(...[...childrenOf(node)].reverse());
  }
  return links;
}
