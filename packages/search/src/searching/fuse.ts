export interface Weights {
  readonly lexical: number;
  readonly vector: number;
}

/** Words weigh more than vectors: with the small embedder of the embedded profile any other weighting finds less. */
export const defaultWeights: Weights = { lexical: 1, vector: 0.3 };

export interface Scored {
  readonly lexical: number | undefined;
  readonly vector: number | undefined;
}

/**
 * One number from 0 to 1 for each passage: the weighted mean of both scores, each normalised over the found passages. BM25 is divided by its
 * highest score, because 0 is no match. Cosines are scaled between their lowest and highest, because those of unrelated texts are far from 0.
 */
export function fuse(found: readonly Scored[], weights: Weights): readonly number[] {
  const highest = Math.max(0, ...found.map(({ lexical }) => lexical ?? 0));
  const cosines = found.flatMap(({ vector }) => (vector === undefined ? [] : [vector]));
  const [low, high] = [Math.min(...cosines), Math.max(...cosines)];
  const total = weights.lexical + weights.vector;
  return found.map(({ lexical, vector }) => {
    const byWords = highest === 0 ? 0 : (lexical ?? 0) / highest;
    const byVector = vector === undefined ? 0 : high === low ? Math.max(0, vector) : (vector - low) / (high - low);
    return total === 0 ? 0 : (weights.lexical * byWords + weights.vector * byVector) / total;
  });
}
