const word = /[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*/gu;
const beyondAscii = /\P{ASCII}/u;

/**
 * The words of a text, in order and with repeats: lower case, without accents, ligatures taken apart. Hyphenated
 * words stay whole (`wordParts` cuts them); a possessive 's is dropped; a negated verb is `not`, since `don't` cut at its
 * apostrophe would be the name Don.
 */
export function wordsOf(text: string): readonly string[] {
  return (folded(text).match(word) ?? []).map(withoutSuffix);
}

/** What a word is made of, for those who do not know it whole: `battery-powered` → `battery`, `powered`. */
export function wordParts(compound: string): readonly string[] {
  return compound.split(/['-]/);
}

/** Whether `wordsOf` could answer it, so that a vocabulary holds nothing that no text can reach. */
export function isWord(candidate: string): boolean {
  const words = wordsOf(candidate);
  return words.length === 1 && words[0] === candidate;
}

function folded(text: string): string {
  if (!beyondAscii.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\u00ad]/gu, '') // accents, and hyphens that show only where a line breaks
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u2010\u2011]/g, '-')
    .toLowerCase();
}

function withoutSuffix(found: string): string {
  if (found.endsWith("'s")) return found.slice(0, -2);
  return found.endsWith("n't") ? 'not' : found;
}
