import { childrenOf, type HtmlElement, type HtmlNode, isBlockElement, isDropped, isElement, isText, nameOf } from './nodes.ts';

/** Most text has single spaces only. To test for other spaces is far cheaper than to replace each one. */
const oddSpace = /[^\S ]| {2}/u;

const withSingleSpaces = (text: string): string => (oddSpace.test(text) ? text.replaceAll(/\s+/gu, ' ') : text);

export function collapse(text: string): string {
  return withSingleSpaces(text).trim();
}

/** Text as it flows: spaces collapse; `br` and block elements start a line. */
export function flowText(nodes: readonly HtmlNode[]): string {
  return nodes
    .map(rawText)
    .join('')
    .split('\n')
    .map((line) => (line.includes('  ') ? collapse(line) : line.trim()))
    .join('\n')
    .replaceAll(/\n{2,}/gu, '\n')
    .trim();
}

/** The text with single spaces, except where two nodes meet. */
function rawText(node: HtmlNode): string {
  if (isText(node)) return withSingleSpaces(node.data);
  if (!isElement(node) || isDropped(node)) return '';
  if (node.name === 'br') return '\n';
  if (node.name === 'img') return withSingleSpaces(node.attribs['alt'] ?? '');
  const inner = childrenOf(node).map(rawText).join('');
  return isBlockElement(node) ? `\n${inner}\n` : inner;
}

/** Gives each item a line with its mark. Inner lists are indented. */
export function listText(list: HtmlElement): string {
  const isOrdered = list.name === 'ol';
  let number = Number(list.attribs['start'] ?? '1') || 1;
  const lines: string[] = [];
  for (const item of childrenOf(list)) {
    if (!isElement(item) || isDropped(item)) continue;
    if (isList(item)) {
      lines.push(...indented(listText(item)));
      continue;
    }
    const own = flowText(childrenOf(item).filter((node) => !isList(node)));
    const mark = isOrdered ? `${number++}.` : '-';
    const [head = '', ...rest] = own.split('\n');
    if (own !== '') lines.push(`${mark} ${head}`, ...indented(rest.join('\n')));
    for (const inner of childrenOf(item).filter(isList)) lines.push(...indented(listText(inner)));
  }
  return lines.join('\n');
}

function isList(node: HtmlNode): node is HtmlElement {
  return isElement(node) && ['ul', 'ol', 'menu'].includes(nameOf(node));
}

function indented(text: string): readonly string[] {
  return text === '' ? [] : text.split('\n').map((line) => `  ${line}`);
}
