const word = /[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*/gu;
const beyondAscii = /\P{ASCII}/u;

/**
 * The words of a text, in order and with repeats: in lower case, without accents, with ligatures taken apart. Hyphenated words stay whole
 * (`wordParts` cuts them). A possessive 's is dropped. A negated verb becomes `not`, because `don't` cut at its apostrophe would be the name Don.
 */
export function wordsOf(text: string): readonly string[] {
  return (folded(text).match(word) ?? []).map(withoutSuffix);
}

/** The parts of a compound, for a vocabulary that does not contain it whole: `battery-powered` → `battery`, `powered`. */
export function wordParts(compound: string): readonly string[] {
  return compound.split(/['-]/);
}

/** Whether `wordsOf` could return it. A vocabulary contains only such words, because no text reaches any other. */
export function isWord(candidate: string): boolean {
  const words = wordsOf(candidate);
  return words.length === 1 && words[0] === candidate;
}

function folded(text: string): string {
  if (!beyondAscii.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\u00ad]/gu, '') // accents, and hyphens that are visible only at a line break
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u2010\u2011]/g, '-')
    .toLowerCase();
}

function withoutSuffix(found: string): string {
  if (found.endsWith("'s")) return found.slice(0, -2);
  return found.endsWith("n't") ? 'not' : found;
}
