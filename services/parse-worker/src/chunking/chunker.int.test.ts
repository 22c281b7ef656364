import { type Block, chunk } from '@ragtime/parsing';
import { realMachine } from '@ragtime/runtime';
import { afterAll, describe, expect, it } from 'vitest';
import { createChunker } from './chunker.ts';

const settings = { method: 'general', chunkTokens: 64, overlapTokens: 8, delimiters: ['\n\n', '. '] } as const;
const prose = (sentences: number): readonly Block[] =>
  Array.from({ length: sentences }, (_, n) => ({
    kind: 'text',
    text: `Sentence ${n} says something of its own.`,
    place: { line: n + 1 },
    headings: [],
  }));
const never = new AbortController().signal;

const chunker = createChunker();
afterAll(() => chunker.close());

describe('passages', () => {
  it.each([3, 20_000])('are the same wherever the text is cut: %i sentences', async (sentences) => {
    const blocks = prose(sentences);
    expect(await chunker.chunk(blocks, settings, never)).toStrictEqual(chunk(blocks, settings));
  });
  it('of many documents do not mix', async () => {
    const documents = [prose(5_000), prose(6_000), prose(7_000)];
    const cut = await Promise.all(documents.map((blocks) => chunker.chunk(blocks, settings, never)));
    expect(cut).toStrictEqual(documents.map((blocks) => chunk(blocks, settings)));
  });
});

describe('while passages are cut', () => {
  it('the thread that called goes on', async () => {
    let ticks = 0;
    const ticking = realMachine.timers.every(1, () => {
      ticks += 1;
    });
    await chunker.chunk(prose(30_000), settings, never);
    ticking.cancel();
    expect(ticks).toBeGreaterThan(10);
  });
  it('an abort is answered at once, and the next call is served all the same', async () => {
    const abort = new AbortController();
    const cutting = chunker.chunk(prose(40_000), settings, abort.signal);
    abort.abort(new Error('cancelled'));
    await expect(cutting).rejects.toThrow('cancelled');
    expect((await chunker.chunk(prose(5_000), settings, never)).length).toBeGreaterThan(0);
  });
});
