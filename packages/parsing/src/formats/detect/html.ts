import type { TextHead } from '../format.ts';

/** The document declares itself as HTML. */
export function isHtmlDocument({ text }: TextHead): boolean {
  const start = text.replace(/^(?:<\?xml[^>]*>|<!--[\s\S]*?-->|\s)+/u, '');
  return /^<(?:!doctype\s+html|html|head|body)[\s>]/iu.test(start);
}

/** A fragment of a page: it begins with a start tag and contains an end tag. */
export const looksLikeHtml = ({ text }: TextHead): boolean => /^<[a-z][a-z0-9]*[\s>/]/iu.test(text) && /<\/[a-z][a-z0-9]*>/iu.test(text);
