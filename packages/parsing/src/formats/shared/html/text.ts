import { type HtmlNode, isBlockElement, isDropped, isElement, isText, nameOf } from './nodes.ts';

export function collapse(text: string): string {
  return text.replaceAll(/[\s\u00a0]+/gu, ' ').trim();
}

/** Text as it flows: spaces collapse, `br` and block elements start a line. */
export function flowText(nodes: readonly HtmlNode[]): string {
  return nodes
    .map(rawText)
    .join('')
    .split('\n')
    .map(collapse)
    .join('\n')
    .replaceAll(/\n{2,}/gu, '\n')
    .trim();
}

function rawText(node: HtmlNode): string {
  if (isText(node)) return node.textContent.replaceAll(/\s+/gu, ' ');
  if (!isElement(node) || isDropped(node)) return '';
  const name = nameOf(node);
  if (name === 'br') return '\n';
  if (name === 'img') return node.getAttribute?.('alt') ?? '';
  const inner = node.childNodes.map(rawText).join('');
  return isBlockElement(node) ? `\n${inner}\n` : inner;
}

/** One line an item, with its mark; lists within are indented. */
export function listText(list: HtmlNode): string {
  const isOrdered = nameOf(list) === 'ol';
  let number = Number(list.getAttribute?.('start') ?? '1') || 1;
  const lines: string[] = [];
  for (const item of list.childNodes) {
    if (!isElement(item) || isDropped(item)) continue;
    if (isList(item)) {
      lines.push(...indented(listText(item)));
      continue;
    }
    const own = flowText(item.childNodes.filter((node) => !isList(node)));
    const mark = isOrdered ? `${number++}.` : '-';
    const [head = '', ...rest] = own.split('\n');
    if (own !== '') lines.push(`${mark} ${head}`, ...indented(rest.join('\n')));
    for (const inner of item.childNodes.filter(isList)) lines.push(...indented(listText(inner)));
  }
  return lines.join('\n');
}

function isList(node: HtmlNode): boolean {
  return isElement(node) && ['ul', 'ol', 'menu'].includes(nameOf(node));
}

function indented(text: string): readonly string[] {
  return text === '' ? [] : text.split('\n').map((line) => `  ${line}`);
}
