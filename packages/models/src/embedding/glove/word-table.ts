import type { WordVectors } from './vector-file.ts';

/** Finds the rank of a word: 0 for the most frequent one, -1 for an unknown one. */
export type RankOf = (word: string) => number;

/**
 * A hash table in one typed array over the bytes of the words. It takes 1 MB for 100,000 words. A `Map` of strings takes ten times as much, and
 * every garbage collection walks it.
 */
export function wordTable({ count, wordBytes, wordEnds }: Pick<WordVectors, 'count' | 'wordBytes' | 'wordEnds'>): RankOf {
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(count * 2 + 1))).fill(-1);
  const mask = slots.length - 1;
  const startOf = (rank: number) => (rank === 0 ? 0 : (wordEnds[rank - 1] ?? 0));

  for (let rank = 0; rank < count; rank++) {
    let slot = hashOf(wordBytes, startOf(rank), wordEnds[rank] ?? 0) & mask;
    while (slots[slot] !== -1) slot = (slot + 1) & mask;
    slots[slot] = rank;
  }

  const encoder = new TextEncoder();
  const scratch = new Uint8Array(255 * 3);
  const matches = (rank: number, length: number) => {
    const start = startOf(rank);
    if ((wordEnds[rank] ?? 0) - start !== length) return false;
    for (let index = 0; index < length; index++) if (wordBytes[start + index] !== scratch[index]) return false;
    return true;
  };

  return (word) => {
    if (word.length > 255) return -1; // no word of a file is longer
    const { written } = encoder.encodeInto(word, scratch);
    let slot = hashOf(scratch, 0, written) & mask;
    for (let rank = slots[slot] ?? -1; rank !== -1; rank = slots[slot] ?? -1) {
      if (matches(rank, written)) return rank;
      slot = (slot + 1) & mask;
    }
    return -1;
  };
}

/** Computes an FNV-1a hash. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let index = from; index < to; index++) hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  return hash ^ (hash >>> 15);
}
