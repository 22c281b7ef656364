import type { TextHead } from '../format.ts';

const signs = [
  /^#{1,6} \S/mu,
  /^(?:```|~~~)/mu,
  /\[[^\]\n]+\]\([^)\s]+\)/u,
  /^\|.*\|\s*\n\|[\s:|-]+\|/mu,
  /^[-*] \S.*\n[-*] \S/mu,
  /\*\*\S[^*\n]*\*\*/u,
];

/** Two signs of Markdown, or a heading followed by a blank line. */
export function looksLikeMarkdown({ text }: TextHead): boolean {
  return signs.filter((sign) => sign.test(text)).length >= 2 || /^#{1,6} \S.*\n\s*\n/u.test(text);
}
