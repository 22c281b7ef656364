import { countTokens } from '../../tokens.ts';

/** A word includes the space before it, as tokens do. So the tokens of words add up to those of their text. */
const words = /\s*\S+(?:\s+$)?|\s+/gu;

export interface Part {
  readonly text: string;
  readonly tokens: number;
}

/**
 * Cuts a text in parts of at most `tokensMax` tokens; joined, the parts are the text again. The first delimiter that occurs is used, and later ones
 * only for parts that are still too large; then words; then code points. Only a part that is a single code point may be larger.
 */
export function split(text: string, tokensMax: number, delimiters: readonly string[]): readonly Part[] {
  if (text === '') return [];
  const tokens = countTokens(text);
  if (tokens <= tokensMax) return [{ text, tokens }];
  for (const [index, delimiter] of delimiters.entries()) {
    const parts = splitAfter(text, delimiter);
    const finer = delimiters.slice(index + 1);
    if (parts.length > 1)
      return merge(
        parts.flatMap((part) => split(part, tokensMax, finer)),
        tokensMax,
      );
  }
  const parts = text.match(words) ?? [];
  if (parts.length > 1)
    return merge(
      parts.flatMap((part) => split(part, tokensMax, [])),
      tokensMax,
    );
  const characters = Array.from(text);
  if (characters.length < 2) return [{ text, tokens }];
  const middle = characters.length >> 1;
  return [characters.slice(0, middle), characters.slice(middle)].flatMap((half) => split(half.join(''), tokensMax, []));
}

/** Like `split`, for texts that become passages without change: they are trimmed first and counted then. */
export function splitExactly(text: string, tokensMax: number, delimiters: readonly string[]): readonly Part[] {
  const trimmed = text.trim();
  const tokens = countTokens(trimmed);
  if (trimmed === '') return [];
  const parts = tokens <= tokensMax ? [] : split(trimmed, tokensMax, delimiters);
  return parts.length < 2 ? [{ text: trimmed, tokens }] : parts.flatMap((part) => splitExactly(part.text, tokensMax, delimiters));
}

/** Joined, the parts are the text. Each part but the last ends with the delimiter. */
export function splitAfter(text: string, delimiter: string): readonly string[] {
  if (delimiter === '') return [text];
  const parts: string[] = [];
  let from = 0;
  for (let index = text.indexOf(delimiter); index >= 0; index = text.indexOf(delimiter, from)) {
    parts.push(text.slice(from, index + delimiter.length));
    from = index + delimiter.length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/** The last sentences of a text that have at most `tokensMax` tokens together. If even the last sentence is longer, its last words. */
export function tail(text: string, tokensMax: number, delimiters: readonly string[]): string {
  if (tokensMax < 1) return '';
  const sentences = delimiters.reduce<readonly string[]>(
    (parts, delimiter) => parts.flatMap((part) => splitAfter(part, delimiter)),
    [text],
  );
  return lastThatFit(sentences, tokensMax) || lastThatFit(sentences.at(-1)?.match(words) ?? [], tokensMax);
}

function lastThatFit(parts: readonly string[], tokensMax: number): string {
  let from = parts.length;
  for (let tokens = 0; from > 0; from--) {
    tokens += countTokens(parts[from - 1] ?? '');
    if (tokens > tokensMax) break;
  }
  return parts.slice(from).join('').trimStart();
}

/**
 * Joins neighbours again as long as they fit, so that a text is cut no finer than necessary. The tokens of a joined text are taken as the sum of
 * its parts: the true number is seldom one more, and mostly smaller.
 */
function merge(parts: readonly Part[], tokensMax: number): readonly Part[] {
  const merged: Part[] = [];
  let open: { texts: string[]; tokens: number } = { texts: [], tokens: 0 };
  const close = () => {
    if (open.texts.length > 0) merged.push({ text: open.texts.join(''), tokens: open.tokens });
  };
  for (const part of parts) {
    if (open.tokens + part.tokens > tokensMax) {
      close();
      open = { texts: [], tokens: 0 };
    }
    open.texts.push(part.text);
    open.tokens += part.tokens;
  }
  close();
  return merged;
}
