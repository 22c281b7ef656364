import { expect, it } from 'vitest';
import { embedderContract } from '../contract/index.ts';
import { hashEmbedder } from './hash-embedder.ts';

embedderContract('the hash embedder', async () => hashEmbedder({ dimensions: 32 }));

it('a hash embedder with other dimensions is another model', () => {
  expect(hashEmbedder({ dimensions: 8 })).toMatchObject({ modelId: 'hash-8d@1', dimensions: 8 });
  expect(hashEmbedder({ dimensions: 9 }).modelId).not.toBe(hashEmbedder({ dimensions: 8 }).modelId);
});

it('a hash embedder finds the passage that shares the most words', async () => {
  const [question, right, wrong] = await hashEmbedder({ dimensions: 64 }).embed([
    'red brick wall',
    'a wall of red stone',
    'a sea of blue water',
  ]);
  const likeness = (other: Float32Array | undefined) => other?.reduce((sum, value, index) => sum + value * (question?.[index] ?? 0), 0);
  expect(likeness(right)).toBeGreaterThan((likeness(wrong) ?? 1) + 0.2);
});

it.each([0, -1, 1.5, Number.NaN])('a hash embedder with %s dimensions is refused', (dimensions) => {
  expect(() => hashEmbedder({ dimensions })).toThrow(RangeError);
});
