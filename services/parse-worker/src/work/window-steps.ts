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
  type VectorSet,
} from '@ragtime/contracts/artifacts';
import { type Block, codeVersion } from '@ragtime/parsing';
import { definedOnly } from '@ragtime/runtime';
import { embedAll } from './embed.ts';
import { type PartStep, stepList } from './run-steps.ts';

const parse: PartStep<undefined, readonly Block[], ParseStep> = {
  name: 'parse',
  isOnlyForNext: true,
  dependsOn: ({ part }) => ({ first: part.first, last: part.last, codeVersion }),
  read: decodeBlocks,
  async make({ task, plan, part }) {
    const { artifacts, parser, signal } = task;
    const onProgress = (done: number, of: number) => task.reportProgress({ step: 'parse', done, of, count: plan.count, unit: plan.unit });
    const blocks = await parser.parse(await task.original(), plan, { first: part.first, last: part.last }, { onProgress, signal });
    return { value: blocks, made: { ...artifacts.write('blocks', await encodeBlocks(blocks)), blocks: blocks.length } };
  },
};

const chunk: PartStep<readonly Block[], readonly StoredChunk[], ChunkStep> = {
  name: 'chunk',
  dependsOn: ({ task, part }) => ({ chunking: task.bell.settings.chunking, window: part.index, codeVersion }),
  read: decodeChunks,
  async make({ task, part }, blocks) {
    const { bell, artifacts, chunker, signal } = task;
    const passages = await chunker.chunk(blocks, bell.settings.chunking, signal);
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
    return { value: chunks, made: { ...artifacts.write('chunks', await encodeChunks(chunks)), chunks: chunks.length } };
  },
  count: (chunks) => ({ chunks: chunks.length, tokens: chunks.reduce((sum, { tokens }) => sum + tokens, 0) }),
};

const embed: PartStep<readonly StoredChunk[], VectorSet, EmbedStep> = {
  name: 'embed',
  dependsOn: ({ task: { embedder } }) => ({ modelId: embedder.modelId, dimensions: embedder.dimensions }),
  read: decodeVectors,
  async make({ task, plan, part }, chunks) {
    const { artifacts, embedder } = task;
    const { modelId, dimensions } = embedder;
    const of = part.last - part.first + 1;
    task.reportProgress({ step: 'embed', done: of, of, count: plan.count, unit: plan.unit });
    const vectors = await embedAll(
      task,
      chunks.map(({ text }) => text),
    );
    const set = { modelId, dimensions, vectors };
    return { value: set, made: { ...artifacts.write('vectors', encodeVectors(set)), modelId, dimensions, vectors: vectors.length } };
  },
};

/** From a window of the original to passages with vectors. A further step is a line here, with its shape in the manifest. */
export const windowSteps = stepList(parse).followedBy(chunk).followedBy(embed);
