import type { TextHead } from '../format.ts';

/** The document says so itself. */
export function isHtmlDocument({ text }: TextHead): boolean {
  const start = text.replace(/^(?:<\?xml[^>]*>|<!--[\s\S]*?-->|\s)+/u, '');
  return /^<(?:!doctype\s+html|html|head|body)[\s>]/iu.test(start);
}

/** A piece of a page: it begins with an element, and some element ends. */
export const looksLikeHtml = ({ text }: TextHead): boolean => /^<[a-z][a-z0-9]*[\s>/]/iu.test(text) && /<\/[a-z][a-z0-9]*>/iu.test(text);
