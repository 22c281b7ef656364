import type { ChunkSettings } from '@ragtime/domain';
import { type Block, type Chunk, chunk } from '@ragtime/parsing';
import { inOrder, serveThread } from '@ragtime/runtime/thread';

export interface ChunkCalls {
  readonly chunk: (what: { readonly blocks: readonly Block[]; readonly settings: ChunkSettings }) => readonly Chunk[];
}

serveThread(() => ({ ready: undefined, take: inOrder<ChunkCalls>({ chunk: ({ blocks, settings }) => chunk(blocks, settings) }) }));
