import type { Block, Chunk, ChunkSettings } from '@ragtime/parsing';

/** Both sides are this code, and the thread ends with it: what they say needs no check. */
export interface ToChunkThread {
  readonly id: number;
  readonly blocks: readonly Block[];
  readonly settings: ChunkSettings;
}

export type FromChunkThread =
  | { readonly id: number; readonly ok: true; readonly chunks: readonly Chunk[] }
  | { readonly id: number; readonly ok: false; readonly message: string };
