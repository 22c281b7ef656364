import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Embedder } from '../embedder.ts';

/** Vectors that were computed in another order or batch may differ in their last bits, but not by more than this. */
const tolerance = 1e-4;

/** English, because every model that Ragtime ships knows some English. Each passage is about another subject. */
const passages = [
  'The invoice must be paid within thirty days of delivery.',
  'Employees receive twenty-five days of holiday each year.',
  'Keep the fish in the freezer until dinner.',
  'The goalkeeper saved a penalty in the last minute of the match.',
];

/** The promises of every adapter of the port. `make` is called once. */
export function embedderContract(name: string, make: () => Promise<Embedder>): void {
  describe(`${name} as an embedder`, () => {
    let embedder: Embedder;
    beforeAll(async () => {
      embedder = await make();
    });

    it('has an id, and a length for its vectors', () => {
      expect(embedder.modelId).toMatch(/^\S+$/);
      expect(Number.isSafeInteger(embedder.dimensions) && embedder.dimensions > 0).toBe(true);
    });

    it('answers an empty list with an empty list', async () => {
      expect(await embedder.embed([])).toStrictEqual([]);
    });

    it('gives a text without words a vector of zeros', async () => {
      const vectors = await embedder.embed(['', ' \n\t', '--- ... !?']);
      expect(vectors).toStrictEqual(vectors.map(() => new Float32Array(embedder.dimensions)));
      expect(vectors).toHaveLength(3);
    });

    it('gives a text whose words it knows a vector of unit length', async () => {
      for (const vector of await embedder.embed(passages)) expect(Math.abs(dot(vector, vector) - 1)).toBeLessThan(tolerance);
    });

    it('answers in the order of the texts, with a vector that does not depend on the texts beside it', async () => {
      const forwards = await embedder.embed(passages);
      const backwards = (await embedder.embed(passages.toReversed())).toReversed();
      for (const [index, passage] of passages.entries()) {
        const [alone] = await embedder.embed([passage]);
        expect(dot(forwards[index], alone)).toBeGreaterThan(1 - tolerance);
        expect(dot(backwards[index], alone)).toBeGreaterThan(1 - tolerance);
      }
    });

    it('finds a text nearest to itself', async () => {
      const vectors = await embedder.embed(passages);
      vectors.forEach((vector, index) => {
        const likeness = vectors.map((other) => dot(vector, other));
        expect(likeness.indexOf(Math.max(...likeness))).toBe(index);
        expect(likeness.filter((value) => value > 1 - tolerance)).toHaveLength(1);
      });
    });

    it('finds a text with half of the same content nearer than an unrelated text', async () => {
      const [whole, half, other] = await embedder.embed(['The invoice must be paid.', 'the invoice', 'fish in the freezer']);
      expect(dot(whole, half)).toBeGreaterThan(dot(whole, other));
    });

    it('leaves its vectors to the caller, who may change them', async () => {
      const [first] = await embedder.embed(passages);
      const kept = first?.slice();
      first?.fill(7);
      const [again] = await embedder.embed(passages);
      expect(dot(again, kept)).toBeGreaterThan(1 - tolerance);
    });

    it('keeps concurrent calls apart', async () => {
      const alone = await embedder.embed(passages);
      const together = await Promise.all(passages.map((passage) => embedder.embed([passage, passages[0] ?? ''])));
      together.forEach(([vector], index) => {
        expect(dot(vector, alone[index])).toBeGreaterThan(1 - tolerance);
      });
    });

    it('rejects with the reason of an aborted signal', async () => {
      const reason = new Error('the task was cancelled');
      await expect(embedder.embed(passages, AbortSignal.abort(reason))).rejects.toBe(reason);
      await expect(embedder.embed([], AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    it('takes any string, and gives each text one finite vector of its length, of unit length or all zero', async () => {
      const text = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.constantFrom(...passages, '\ud800', '\u0000', 'x'.repeat(5_000)),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(text, { maxLength: 8 }), async (texts) => {
          const vectors = await embedder.embed(texts);
          expect(vectors).toHaveLength(texts.length);
          for (const vector of vectors) {
            expect(vector).toHaveLength(embedder.dimensions);
            const squares = dot(vector, vector); // not a number, or unbounded, if a component is
            expect(squares === 0 || Math.abs(squares - 1) < tolerance).toBe(true);
          }
        }),
      );
    });
  });
}

/** The dot product of two vectors that must both exist. */
function dot(left: Float32Array | undefined, right: Float32Array | undefined): number {
  if (left === undefined || right === undefined) throw new Error('a text has no vector');
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? Number.NaN), 0);
}
