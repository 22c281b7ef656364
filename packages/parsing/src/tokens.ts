import { countTokens as count } from 'gpt-tokenizer/encoding/o200k_base';

/** The tokenizer's time grows with the square of the length of an unbroken run, so longer runs are counted in slices. */
const runCharactersMax = 256;
const longRun = new RegExp(`(\\S{${runCharactersMax + 1},}|\\s{${runCharactersMax + 1},})`, 'u');
const slices = new RegExp(`.{1,${runCharactersMax}}`, 'gsu');

/** A document may contain text that looks like a control token; here it counts as text. */
const asText = { disallowedSpecial: new Set<string>() };

/**
 * The number of o200k tokens. It is exact, except for runs of over 256 characters without a break (or of breaks alone), which may count a few more.
 */
export function countTokens(text: string): number {
  if (text.length <= runCharactersMax || !longRun.test(text)) return count(text, asText);
  let tokens = 0;
  for (const [index, part] of text.split(longRun).entries()) {
    if (index % 2 === 0) tokens += count(part, asText);
    else for (const slice of part.match(slices) ?? []) tokens += count(slice, asText);
  }
  return tokens;
}
