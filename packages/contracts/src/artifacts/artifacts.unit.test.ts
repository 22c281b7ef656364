import type { BlobId, ChunkId, DocumentId, TaskId } from '@ragtime/domain';
import type { Block } from '@ragtime/parsing/block';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ArtifactInvalid,
  chunkIds,
  decodeBlocks,
  decodeChunks,
  decodeManifest,
  decodeVectors,
  encodeBlocks,
  encodeChunks,
  encodeManifest,
  encodeVectors,
  type StoredChunk,
  stepOf,
  type TaskManifest,
} from './index.ts';

const documentId = 'document' as DocumentId;
const hex = 'ab'.repeat(32);
const manifest: TaskManifest = {
  version: 1,
  documentId,
  run: 2,
  taskId: 'window-1' as TaskId,
  window: { index: 1, first: 21, last: 40 },
  steps: [
    { name: 'chunk', digest: hex, artifact: 'tenant/dataset/document/artifacts/1' as BlobId, sha256: hex, chunks: 3 },
    {
      name: 'embed',
      digest: hex,
      artifact: 'tenant/dataset/document/artifacts/2' as BlobId,
      sha256: hex,
      modelId: 'm',
      dimensions: 2,
      vectors: 3,
    },
  ],
  counts: { chunks: 3, tokens: 90, pages: 20 },
};
const passage = (text: string, ordinal = 0): StoredChunk => ({
  chunkId: 'id' as ChunkId,
  ordinal,
  text,
  tokens: 3,
  pages: [1, 2],
  boxes: [{ page: 1, x: 60, y: 92.5, width: 300, height: 38 }],
  headings: ['Part', 'Section'],
  kind: 'text',
});

describe('an artifact is read as it was written', () => {
  it('the manifest', () => {
    expect(decodeManifest(encodeManifest(manifest))).toStrictEqual(manifest);
    expect(stepOf(manifest, 'embed')?.modelId).toBe('m');
    expect(stepOf(manifest, 'plan')).toBeUndefined();
  });
  it('chunks with any text', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' })), async (texts) => {
        const chunks = texts.map(passage);
        expect(await decodeChunks(await encodeChunks(chunks))).toStrictEqual(chunks);
      }),
      { numRuns: 30 },
    ));
  it('blocks', async () => {
    const blocks: readonly Block[] = [
      { kind: 'heading', level: 2, text: 'A', place: { page: 1, boxes: [{ page: 1, x: 1.5, y: 2, width: 3, height: 4 }] } },
      {
        kind: 'text',
        text: 'line\nline',
        place: { line: 3, lastLine: 4 },
        headings: ['A'],
        language: 'de-CH',
        links: [{ text: 'line', url: 'https://example.org/' }],
        footnotes: [{ mark: '1', text: 'See there.' }],
      },
      {
        kind: 'picture',
        text: 'A plan of the house',
        picture: { mediaType: 'image/png', widthPixels: 640, heightPixels: 480 },
        place: { page: 2 },
        headings: [],
      },
      { kind: 'table', rows: [['a', 'b'], ['1']], header: true, place: { sheet: 'S' }, headings: [] },
    ];
    expect(await decodeBlocks(await encodeBlocks(blocks))).toStrictEqual(blocks);
  });
  it('vectors, to the bit', () =>
    fc.assert(
      fc.property(fc.array(fc.array(fc.float({ noNaN: true }), { minLength: 3, maxLength: 3 })), (values) => {
        const set = { modelId: 'm', dimensions: 3, vectors: values.map((value) => Float32Array.from(value)) };
        expect(decodeVectors(encodeVectors(set))).toStrictEqual(set);
      }),
    ));
  it('an empty artifact', async () => {
    expect(await decodeChunks(await encodeChunks([]))).toStrictEqual([]);
    expect(decodeVectors(encodeVectors({ modelId: 'm', dimensions: 3, vectors: [] })).vectors).toStrictEqual([]);
  });
});

describe('bytes that are not an artifact are refused', () => {
  it('any bytes', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1 }), async (bytes) => {
        await expect(decodeChunks(bytes)).rejects.toThrow(ArtifactInvalid);
        expect(() => decodeManifest(bytes)).toThrow(ArtifactInvalid);
        expect(() => decodeVectors(bytes)).toThrow(ArtifactInvalid);
      }),
    ));
  it('an artifact that was cut short', () => {
    const bytes = encodeVectors({ modelId: 'm', dimensions: 2, vectors: [Float32Array.of(1, 0)] });
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => decodeVectors(bytes.subarray(0, length))).toThrow(ArtifactInvalid);
    }
  });
  it('vectors of two lengths are never written', () => {
    expect(() => encodeVectors({ modelId: 'm', dimensions: 2, vectors: [Float32Array.of(1)] })).toThrow(RangeError);
  });
});

describe('the id of a passage', () => {
  it('stays the same through every parse', () => {
    expect(chunkIds(documentId, 0, ['a', 'b'])).toStrictEqual(chunkIds(documentId, 0, ['a', 'b']));
  });
  it('does not depend on other passages', () => {
    expect(chunkIds(documentId, 0, ['new', 'a'])[1]).toBe(chunkIds(documentId, 0, ['a'])[0]);
  });
  it('is unique in the document, whatever repeats in any windows', () =>
    fc.assert(
      fc.property(fc.array(fc.array(fc.constantFrom('a', 'b', 'c'))), (windows) => {
        const ids = windows.flatMap((texts, index) => chunkIds(documentId, index, texts));
        expect(new Set(ids).size).toBe(ids.length);
      }),
    ));
  it('differs in another document', () => {
    expect(chunkIds('other' as DocumentId, 0, ['a'])).not.toStrictEqual(chunkIds(documentId, 0, ['a']));
  });
});
