import type { ChunkSettings } from '@ragtime/domain';
import { type Block, type Chunk, chunk } from '@ragtime/parsing';
import { createOnDemandThread, ThreadCallFailed } from '@ragtime/runtime';
import type { ChunkCalls } from './chunk-thread.ts';

/** Cuts blocks into passages without holding up the thread that talks to the log. */
export interface Chunker {
  /** @throws the signal's reason when it is aborted; an `Error` when the thread died. */
  chunk(blocks: readonly Block[], settings: ChunkSettings, signal: AbortSignal): Promise<readonly Chunk[]>;
  close(): Promise<void>;
}

/** About two milliseconds of counting tokens. Shorter texts are chunked at once, because the way to a thread and back takes time too. */
const atOnceCharactersMax = 32 * 1024;

/** One thread, started when it is first needed, and again after it died. It serves the calls in their order. */
export function createChunker(): Chunker {
  const thread = createOnDemandThread<ChunkCalls>(new URL('./chunk-thread.ts', import.meta.url), { name: 'passages', whenIdle: 'waits' });
  return {
    async chunk(blocks, settings, signal) {
      signal.throwIfAborted();
      if (charactersOf(blocks) <= atOnceCharactersMax) return chunk(blocks, settings);
      try {
        return await thread.call('chunk', { blocks, settings }, { signal });
      } catch (error) {
        // The thread's message may hold text of the document, and this error is logged.
        if (error instanceof ThreadCallFailed) throw new Error(`passages could not be cut: ${error.errorName}`);
        throw error;
      }
    },
    close: () => thread.close(),
  };
}

function charactersOf(blocks: readonly Block[]): number {
  let characters = 0;
  for (const block of blocks) {
    if (block.kind !== 'table') characters += block.text.length;
    else for (const row of block.rows) for (const cell of row) characters += cell.length;
  }
  return characters;
}
