/** In UTF-16 units of the text. The end is excluded. */
export type Range = readonly [start: number, end: number];

export interface Highlights {
  readonly ranges: readonly Range[];
  /** The best part of the text with `<em>` around the words, and everything else escaped for HTML. */
  readonly snippet: string;
}

const word = /[\p{L}\p{N}]+/gu;
const snippetCharacters = 240;
const rangesMax = 100;
const missingMax = 32;
const common = new Set(
  'a an and are as at be by can do does for from have how i if in is it its of on or our that the their this to was we what when where which who why will with you your'.split(
    ' ',
  ),
);

/** Cuts a word to a stem that matches `batteries` to `battery` and still keeps different words apart. */
export function stemOf(each: string): string {
  const plain = folded(each);
  if (plain.length <= 3) return plain;
  const cut = plain.replace(/(?:ies|ied)$/u, 'y').replace(/(?:sses)$/u, 'ss');
  const stem = cut.replace(/(?:ational|ation|ing|edly|ed|ly|ment|ers|er|es|s)$/u, '');
  return (stem.length < 3 ? cut : stem).replace(/([^aeiouls])\1$/u, '$1').replace(/[ey]$/u, '');
}

const folded = (each: string): string => each.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/**
 * Endings of other languages are unknown here. So a query word that occurs nowhere also matches words that differ in an ending of up to three
 * letters.
 */
function alike(missing: readonly string[], each: string): string | undefined {
  if (missing.length === 0) return undefined;
  const plain = folded(each);
  return missing.find((one) => {
    const [short, long] = one.length < plain.length ? [one, plain] : [plain, one];
    return short.length >= 4 && long.length - short.length <= 3 && long.startsWith(short);
  });
}

/** Marks the words of the query in the text. Words that every text has count only when the query has no others. */
export function highlight(query: string, text: string): Highlights {
  const words = query.match(word) ?? [];
  const telling = words.filter((each) => !common.has(each.toLowerCase()));
  const wanted = telling.length > 0 ? telling : words;
  const stems = new Set(wanted.map(stemOf));
  const all = [...text.matchAll(word)].map((found) => ({ start: found.index, as: found[0], stem: stemOf(found[0]) }));
  const present = new Set(all.map(({ stem }) => stem));
  const missing = wanted
    .filter((each) => !present.has(stemOf(each)))
    .slice(0, missingMax)
    .map(folded);
  const ranges: Range[] = [];
  const stemsAt: string[] = [];
  for (const { start, as, stem } of all) {
    const met = stems.has(stem) ? stem : alike(missing, as);
    if (met === undefined) continue;
    ranges.push([start, start + as.length]);
    stemsAt.push(met);
    if (ranges.length >= rangesMax) break;
  }
  return { ranges, snippet: snippetOf(text, ranges, bestStart(ranges, stemsAt)) };
}

/** The start of the part with the most different words. */
function bestStart(ranges: readonly Range[], stems: readonly string[]): number {
  let best = { distinct: 0, count: 0, start: 0 };
  for (const [first, [start]] of ranges.entries()) {
    const inside = stems.filter((_, at) => at >= first && (ranges[at]?.[1] ?? 0) <= start + snippetCharacters);
    const distinct = new Set(inside).size;
    if (distinct > best.distinct || (distinct === best.distinct && inside.length > best.count))
      best = { distinct, count: inside.length, start };
  }
  return best.start;
}

function snippetOf(text: string, ranges: readonly Range[], around: number): string {
  const start = wordStart(text, Math.max(0, Math.min(around - snippetCharacters / 4, text.length - snippetCharacters)));
  const end = wordEnd(text, Math.min(text.length, start + snippetCharacters));
  let snippet = start > 0 ? '… ' : '';
  let at = start;
  for (const [from, to] of ranges) {
    if (from < start || to > end) continue;
    snippet += `${escaped(text.slice(at, from))}<em>${escaped(text.slice(from, to))}</em>`;
    at = to;
  }
  return `${snippet}${escaped(text.slice(at, end))}${end < text.length ? ' …' : ''}`;
}

/** A snippet grows by at most this much to end at a whole word, so that a text without spaces is not shown in full. */
const stretchMax = 30;

function wordStart(text: string, at: number): number {
  if (at <= 0) return 0;
  const space = text.slice(at, at + stretchMax).search(/\s/u);
  return space === -1 ? whole(text, Math.floor(at)) : Math.floor(at) + space + 1;
}

function wordEnd(text: string, at: number): number {
  if (at >= text.length) return text.length;
  const before = text.slice(at - stretchMax, at);
  const space = before.search(/\s\S*$/u);
  return space === -1 ? whole(text, at) : at - before.length + space;
}

/** Moves back by one between the two halves of a character. */
const whole = (text: string, at: number): number => (/[\udc00-\udfff]/u.test(text.charAt(at)) && at > 0 ? at - 1 : at);

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
