import {
  type ChunkStep,
  chunkIds,
  decodeBlocks,
  decodeChunks,
  decodeVectors,
  type EmbedStep,
  encodeBlocks,
  encodeChunks,
  encodeVectors,
  type ParseStep,
  type StoredChunk,
} from '@ragtime/contracts/artifacts';
import { type Block, codeVersion, type Plan } from '@ragtime/parsing';
import { definedOnly } from '@ragtime/runtime';
import { stepDigest } from './digest.ts';
import { embedAll } from './embed.ts';
import { planDigest } from './plan.ts';
import type { Part, Task } from './task.ts';

export interface PartDone {
  readonly chunks: readonly StoredChunk[];
}

/**
 * Blocks, passages and vectors of one part of a document. A step that was done before with the same input, settings and code is
 * taken over; and what only such a step would need is not even read: another embedding model parses nothing again.
 */
export async function doPart(task: Task, plan: Plan, part: Part): Promise<PartDone> {
  const { bell, steps, embedder } = task;
  const { chunking } = bell.settings;
  const parse = stepDigest('parse', { plan: planDigest(task), first: part.first, last: part.last, codeVersion });
  const cut = stepDigest('chunk', { parse, chunking, window: part.index, codeVersion });
  const embed = stepDigest('embed', { chunk: cut, modelId: embedder.modelId, dimensions: embedder.dimensions });
  steps.keep(parse);
  const chunks = await chunksOf(task, cut, part, () => blocksOf(task, parse, plan, part));
  await embedded(task, embed, plan, part, chunks);
  return { chunks };
}

async function blocksOf(task: Task, digest: string, plan: Plan, part: Part): Promise<readonly Block[]> {
  const { steps, artifacts, parser, signal } = task;
  const { value } = await steps.run<ParseStep, readonly Block[]>({
    name: 'parse',
    digest,
    read: decodeBlocks,
    async make() {
      const onProgress = (done: number, of: number) => task.tell({ step: 'parse', done, of, count: plan.count, unit: plan.unit });
      const blocks = await parser.parse(await task.original(), plan, { first: part.first, last: part.last }, { onProgress, signal });
      const stored = artifacts.write('blocks', await encodeBlocks(blocks));
      return { value: blocks, step: { name: 'parse', digest, ...stored, blocks: blocks.length } };
    },
  });
  return value;
}

async function chunksOf(task: Task, digest: string, part: Part, blocks: () => Promise<readonly Block[]>): Promise<readonly StoredChunk[]> {
  const { bell, steps, artifacts, chunker, signal } = task;
  const { value } = await steps.run<ChunkStep, readonly StoredChunk[]>({
    name: 'chunk',
    digest,
    read: decodeChunks,
    async make() {
      const passages = await chunker.chunk(await blocks(), bell.settings.chunking, signal);
      const ids = chunkIds(
        bell.documentId,
        part.index,
        passages.map(({ text }) => text),
      );
      const chunks = passages.flatMap(({ pages, lines, boxes, ...passage }, index): StoredChunk[] => {
        const chunkId = ids[index];
        if (chunkId === undefined) return [];
        return [{ chunkId, ...passage, ...definedOnly({ pages, lines, boxes }) }];
      });
      const stored = artifacts.write('chunks', await encodeChunks(chunks));
      return { value: chunks, step: { name: 'chunk', digest, ...stored, chunks: chunks.length } };
    },
  });
  return value;
}

async function embedded(task: Task, digest: string, plan: Plan, part: Part, chunks: readonly StoredChunk[]): Promise<void> {
  const { steps, artifacts, embedder } = task;
  const { modelId, dimensions } = embedder;
  const of = part.last - part.first + 1;
  await steps.run<EmbedStep, unknown>({
    name: 'embed',
    digest,
    read: decodeVectors,
    async make() {
      task.tell({ step: 'embed', done: of, of, count: plan.count, unit: plan.unit });
      const texts = chunks.map(({ text }) => text);
      const vectors = await embedAll(task, texts);
      const stored = artifacts.write('vectors', encodeVectors({ modelId, dimensions, vectors }));
      return { value: undefined, step: { name: 'embed', digest, ...stored, modelId, dimensions, vectors: vectors.length } };
    },
  });
}
