import { fileURLToPath } from 'node:url';
import type { Timers } from '@ragtime/runtime';
import type { Embedder } from '../embedder.ts';
import { unitLength } from '../unit-length.ts';
import { wordParts, wordsOf } from '../words.ts';
import { readVectorFile, type WordVectors } from './vector-file.ts';
import { type RankOf, wordTable } from './word-table.ts';

/** Raise it with every change of words, weights or arithmetic that changes a vector: stored vectors must be made anew then. */
const recipeVersion = 1;

/**
 * Smooths the weights a / (a + p), where p is the share of a word in all text ("smooth inverse frequency"). Of the values tried from 3e-5 to 1e-2,
 * this one found the most paraphrases, and the most manual pages by their titles.
 */
const smoothing = 3e-4;

/** About 10 ms of work. After that, other work of the thread can run. */
const charactersAtOnce = 131_072;

const shippedFile = fileURLToPath(new URL('../../../data/glove-sg-100d-int8.bin', import.meta.url));

interface GloveOptions {
  /**
   * With timers, `embed` yields to other work every 10 ms. Without them it does not pause, and checks for an abort only before and after its work.
   */
  readonly timers?: Pick<Timers, 'sleep'> | undefined;
}

/** @throws VectorFileError when the file is missing or damaged. */
export async function loadGloveEmbedder({ path = shippedFile, timers }: GloveOptions & { readonly path?: string } = {}): Promise<Embedder> {
  return gloveEmbedder(await readVectorFile(path), { timers });
}

/**
 * The vector of a text is the mean of its word vectors; frequent words weigh less. The model knows English words and some names, and skips all
 * others. It ignores word order and negation: it finds what a text is about, not what the text says about it.
 *
 * `embed` works in the calling thread, at about 20,000 passages a second. A text should be a passage: a text of several megabytes occupies the
 * thread until it is done.
 */
export function gloveEmbedder(vectors: WordVectors, { timers }: GloveOptions = {}): Embedder {
  const { dimensions, components } = vectors;
  const rankOf = wordTable(vectors);
  const factors = factorsOf(vectors);

  const vectorOf = (text: string): Float32Array => {
    const sum = new Float64Array(dimensions);
    for (const word of wordsOf(text)) {
      for (const rank of ranksOf(word, rankOf)) {
        const factor = factors[rank] ?? 0;
        const start = rank * dimensions;
        for (let index = 0; index < dimensions; index++) sum[index] = (sum[index] ?? 0) + (components[start + index] ?? 0) * factor;
      }
    }
    return unitLength(sum);
  };

  return {
    modelId: `${vectors.name}@${recipeVersion}`,
    dimensions,
    async embed(texts, signal) {
      const embedded: Float32Array[] = [];
      let characters = 0;
      for (const text of texts) {
        signal?.throwIfAborted();
        embedded.push(vectorOf(text));
        characters += text.length;
        if (timers === undefined || characters < charactersAtOnce) continue;
        characters = 0;
        await timers.sleep(0);
      }
      signal?.throwIfAborted();
      return embedded;
    },
  };
}

/** The factor for the stored components of each word: its scale times its weight. The shares follow from the ranks by Zipf's law. */
function factorsOf({ count, scales }: WordVectors): Float64Array {
  let harmonic = 0;
  for (let rank = 1; rank <= count; rank++) harmonic += 1 / rank;
  return Float64Array.from(scales, (scale, rank) => {
    const share = 1 / ((rank + 1) * harmonic);
    return (scale * smoothing) / (smoothing + share);
  });
}

/** A compound that is unknown as a whole counts as its known parts. */
function ranksOf(word: string, rankOf: RankOf): readonly number[] {
  const rank = rankOf(word);
  if (rank >= 0) return [rank];
  return wordParts(word)
    .map(rankOf)
    .filter((part) => part >= 0);
}
