import type { Embedder } from '../embedder.ts';
import { unitLength } from '../unit-length.ts';
import { wordsOf } from '../words.ts';

/**
 * Needs no model: every word has a fixed direction that follows from its letters. So texts are similar as far as they share words, and no further.
 * For tests of code around an embedder; it knows no meaning.
 */
export function hashEmbedder({ dimensions }: { readonly dimensions: number }): Embedder {
  if (!Number.isSafeInteger(dimensions) || dimensions < 1)
    throw new RangeError(`dimensions must be a whole number from 1, not ${dimensions}`);
  const vectorOf = (text: string): Float32Array => {
    const sum = new Float64Array(dimensions);
    for (const word of wordsOf(text)) addDirection(word, sum);
    return unitLength(sum);
  };
  return {
    modelId: `hash-${dimensions}d@1`,
    dimensions,
    embed: async (texts, signal) => {
      signal?.throwIfAborted();
      return texts.map(vectorOf);
    },
  };
}

/** Adds components in [-1, 1). A generator with the word as its seed draws them. */
function addDirection(word: string, sum: Float64Array): void {
  let state = 0x811c9dc5;
  for (let index = 0; index < word.length; index++) state = Math.imul(state ^ word.charCodeAt(index), 0x01000193);
  for (let index = 0; index < sum.length; index++) {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    sum[index] = (sum[index] ?? 0) + (mixed ^ (mixed >>> 15)) / 2 ** 31;
  }
}
