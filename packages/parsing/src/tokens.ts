import { countTokens as count } from 'gpt-tokenizer/encoding/o200k_base';

/** The tokenizer's time grows with the square of an unbroken run: longer ones are counted in slices. */
const runCharactersMax = 256;
const longRun = new RegExp(`(\\S{${runCharactersMax + 1},}|\\s{${runCharactersMax + 1},})`, 'u');
const slices = new RegExp(`.{1,${runCharactersMax}}`, 'gsu');

/** A document may hold what looks like a control token; here it is text. */
const asText = { disallowedSpecial: new Set<string>() };

/** Tokens of o200k. Exact but for runs of over 256 characters without a break (or of nothing but breaks), which may count a few more. */
export function countTokens(text: string): number {
  if (text.length <= runCharactersMax || !longRun.test(text)) return count(text, asText);
  let tokens = 0;
  for (const [index, part] of text.split(longRun).entries()) {
    if (index % 2 === 0) tokens += count(part, asText);
    else for (const slice of part.match(slices) ?? []) tokens += count(slice, asText);
  }
  return tokens;
}
