/** What is used of a DOM node. */
export interface HtmlNode {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly textContent: string;
  readonly childNodes: readonly HtmlNode[];
  getAttribute?(name: string): string | null;
}

const blockNames = new Set(
  'address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main menu ol p pre section summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
);

const droppedNames = new Set(
  'script style noscript template nav iframe object embed svg math canvas audio video button select input textarea head link meta'.split(
    ' ',
  ),
);

export function isText(node: HtmlNode): boolean {
  return node.nodeType === 3;
}

export function isElement(node: HtmlNode): boolean {
  return node.nodeType === 1;
}

export function nameOf(node: HtmlNode): string {
  return node.nodeName.toLowerCase();
}

export function isBlockElement(node: HtmlNode): boolean {
  return blockNames.has(nameOf(node));
}

/** What a reader of the page's text does not see, or does not look for. */
export function isDropped(node: HtmlNode): boolean {
  if (droppedNames.has(nameOf(node))) return true;
  const attribute = (name: string) => node.getAttribute?.(name) ?? null;
  if (attribute('hidden') !== null || attribute('aria-hidden') === 'true' || attribute('role') === 'navigation') return true;
  return /display\s*:\s*none/iu.test(attribute('style') ?? '');
}
