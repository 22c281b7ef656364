export interface Weights {
  readonly lexical: number;
  readonly vector: number;
}

/** The words decide, the vectors help: with the small embedder of the embedded profile anything else finds less. */
export const defaultWeights: Weights = { lexical: 1, vector: 0.3 };

export interface Scored {
  readonly lexical: number | undefined;
  readonly vector: number | undefined;
}

/**
 * One number from 0 to 1 for each: the weighted mean of both scores, each normalised over what was found. BM25 by its highest,
 * since 0 is no match; cosines between their lowest and highest, since unlike texts are far from 0 there.
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
