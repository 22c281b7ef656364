import type { ChunkId } from '@ragtime/domain';
import { type PageBox, PageBoxSchema } from '@ragtime/parsing/block';
import { z } from 'zod';
import { decodeJsonLines, encodeJsonLines } from './json-lines.ts';

const range = z.tuple([z.int(), z.int()]);

const StoredChunk = z.object({
  chunkId: z.string().transform((id) => id as ChunkId),
  /** From 0 within its window, in reading order. */
  ordinal: z.int().nonnegative(),
  text: z.string(),
  tokens: z.int().nonnegative(),
  pages: range.exactOptional(),
  lines: range.exactOptional(),
  boxes: z.array(PageBoxSchema).exactOptional(),
  headings: z.array(z.string()),
  kind: z.enum(['text', 'table']),
});

/**
 * A passage as a window's task stores it. Its place in the document is the place of its window among the run's results, then `ordinal`. Pages and
 * lines count from 1 in the whole document, both ends included.
 */
export interface StoredChunk {
  readonly chunkId: ChunkId;
  readonly ordinal: number;
  readonly text: string;
  readonly tokens: number;
  readonly pages?: readonly [first: number, last: number];
  readonly lines?: readonly [first: number, last: number];
  /** The boxes of the passage on its pages, in points from the top left corner. */
  readonly boxes?: readonly PageBox[];
  readonly headings: readonly string[];
  readonly kind: 'text' | 'table';
}

export const encodeChunks = (chunks: readonly StoredChunk[]): Promise<Uint8Array> => encodeJsonLines(chunks);

/** @throws ArtifactInvalid */
export const decodeChunks = (bytes: Uint8Array): Promise<readonly StoredChunk[]> => decodeJsonLines(StoredChunk, bytes);
