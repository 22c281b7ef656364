import { createHash } from 'node:crypto';
import { realMachine } from '@ragtime/runtime';
import { describe, expect, it } from 'vitest';
import { embedderContract } from '../contract/index.ts';
import type { Embedder } from '../embedder.ts';
import { hashEmbedder } from '../hash/hash-embedder.ts';
import { gloveEmbedder, loadGloveEmbedder } from './glove-embedder.ts';
import { paraphrases } from './paraphrases.ts';
import { decodeVectorFile, encodeVectorFile } from './vector-file.ts';

const shipped = await loadGloveEmbedder();

embedderContract('the shipped GloVe embedder', async () => shipped);

describe('the shipped GloVe embedder', () => {
  it('finds the passage that answers a question in other words, among 39 unrelated passages', async () => {
    const ranks = await ranksOfAnswers(shipped);
    expect(ranks.filter((rank) => rank === 0).length).toBeGreaterThanOrEqual(26);
    expect(ranks.filter((rank) => rank < 10)).toHaveLength(40);
  });

  it('finds it by meaning: few passages are found by the words alone', async () => {
    const ranks = await ranksOfAnswers(hashEmbedder({ dimensions: 100 }));
    expect(ranks.filter((rank) => rank === 0).length).toBeLessThan(10);
  });

  it.each([
    ['Where do I park my car?', 'garages for vehicles', 'vegetables and fruit'],
    ['doctor', 'physician', 'plumber'],
    ['The battery is empty.', 'recharge the phone', 'pay the invoice'],
    ['salary', 'monthly wages of staff', 'weekly rainfall in the mountains'],
  ])('says that "%s" is nearer to "%s" than to "%s"', async (...texts) => {
    const [text, near, far] = await shipped.embed(texts);
    expect(likeness(text, near)).toBeGreaterThan(likeness(text, far) + 0.2);
  });

  it('gives a text in an unknown script a vector of zeros', async () => {
    expect(await shipped.embed(['数据保护', '12 345'])).toStrictEqual([new Float32Array(100), new Float32Array(100)]);
  });

  it('never changes a vector under the same model id', async () => {
    const vectors = await shipped.embed(paraphrases.flatMap(({ question, passage }) => [question, passage]));
    const digest = createHash('sha256');
    for (const vector of vectors) digest.update(new Uint8Array(vector.buffer));
    expect({ modelId: shipped.modelId, digest: digest.digest('hex') }).toStrictEqual({
      modelId: 'glove-sg-100d-int8@1',
      digest: 'c779093020418c16107a130ff4ae1c50298f8e2d64a54580e666243a9aea05fc',
    });
  });

  it('yields to other work when it has timers, and stops when that work aborts it', async () => {
    const embedder = await loadGloveEmbedder({ timers: realMachine.timers });
    const reason = new Error('the task was cancelled');
    const controller = new AbortController();
    const pending = embedder.embed(
      Array.from({ length: 300 }, () => 'word '.repeat(1_000)),
      controller.signal,
    );
    controller.abort(reason); // The call yielded in the middle of its work, or the signal would no longer be checked.
    await expect(pending).rejects.toBe(reason);
  });
});

describe('a GloVe embedder', () => {
  const embedder = gloveEmbedder(
    decodeVectorFile(
      encodeVectorFile('tiny', 2, [
        { word: 'the', vector: [1, 0] },
        { word: 'solar', vector: [0, 2] },
        { word: 'powered', vector: [3, 0] },
        { word: 'well-known', vector: [-1, 0] },
      ]),
      'tiny',
    ),
  );
  const embed = async (text: string) => {
    const [vector] = await embedder.embed([text]);
    return [...(vector ?? [])].map((value) => Number(value.toFixed(3)));
  };

  it('has its file and its recipe in its id', () => {
    expect(embedder).toMatchObject({ modelId: 'tiny@1', dimensions: 2 });
  });

  it('skips words that it does not know', async () => {
    expect(await embed('unheard SOLAR thing')).toStrictEqual([0, 1]);
    expect(await embed('unheard thing')).toStrictEqual([0, 0]);
  });

  it('takes a compound that it does not know as its parts', async () => {
    expect(await embed('solar-powered')).toStrictEqual(await embed('solar powered'));
    expect(await embed('unheard-powered')).toStrictEqual([1, 0]);
  });

  it('takes a compound that it knows as one word', async () => {
    expect(await embed('well-known')).toStrictEqual([-1, 0]);
  });

  it('lets a frequent word weigh less than a rare one', async () => {
    const [frequent = 0, rare = 0] = await embed('the solar');
    expect(rare / 2).toBeGreaterThan(frequent);
  });

  it('counts each occurrence of a word', async () => {
    const [once = 0] = await embed('solar powered');
    const [twice = 0] = await embed('solar powered powered');
    expect(twice).toBeGreaterThan(once);
  });
});

/** For each question, the number of passages that are nearer to it than its own passage. */
async function ranksOfAnswers(embedder: Embedder): Promise<readonly number[]> {
  const questions = await embedder.embed(paraphrases.map(({ question }) => question));
  const passages = await embedder.embed(paraphrases.map(({ passage }) => passage));
  return questions.map((question, index) => {
    const own = likeness(question, passages[index]);
    return passages.filter((passage) => likeness(question, passage) > own).length;
  });
}

function likeness(left: Float32Array | undefined, right: Float32Array | undefined): number {
  if (left === undefined || right === undefined) throw new Error('a text has no vector');
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? Number.NaN), 0);
}
