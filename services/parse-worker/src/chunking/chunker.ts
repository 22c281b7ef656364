import { Worker } from 'node:worker_threads';
import { type Block, type Chunk, type ChunkSettings, chunk } from '@ragtime/parsing';
import { onAbort } from '@ragtime/runtime';
import type { FromChunkThread, ToChunkThread } from './messages.ts';

/** Cuts blocks into passages without holding up the thread that talks to the log. */
export interface Chunker {
  /** @throws the signal's reason when it is aborted; an `Error` when the thread died. */
  chunk(blocks: readonly Block[], settings: ChunkSettings, signal: AbortSignal): Promise<readonly Chunk[]>;
  close(): Promise<void>;
}

/** About two milliseconds of counting tokens: less is done at once, since the way to a thread and back costs some too. */
const atOnceCharactersMax = 32 * 1024;

interface Waiting {
  readonly resolve: (chunks: readonly Chunk[]) => void;
  readonly reject: (cause: unknown) => void;
}

/** One thread, started when it is first needed, and again after it died. It works in the order in which it is asked. */
export function createChunker(): Chunker {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | undefined;
  let asked = 0;

  function start(): Worker {
    const started = new Worker(new URL('./chunk-thread.ts', import.meta.url));
    started.unref();
    started.on('message', (answer: FromChunkThread) => {
      const one = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (answer.ok) one?.resolve(answer.chunks);
      else one?.reject(new Error(`passages could not be cut: ${answer.message}`));
    });
    started.on('error', () => undefined); // `exit` follows
    started.on('exit', () => {
      if (thread === started) thread = undefined;
      for (const { reject } of waiting.values()) reject(new Error('the thread that cuts passages died'));
      waiting.clear();
    });
    return started;
  }

  return {
    async chunk(blocks, settings, signal) {
      signal.throwIfAborted();
      if (charactersOf(blocks) <= atOnceCharactersMax) return chunk(blocks, settings);
      thread ??= start();
      asked += 1;
      const id = asked;
      const { promise, resolve, reject } = Promise.withResolvers<readonly Chunk[]>();
      const forget = onAbort((reason) => {
        waiting.delete(id);
        reject(reason);
      }, signal);
      waiting.set(id, { resolve, reject });
      thread.ref();
      thread.postMessage({ id, blocks, settings } satisfies ToChunkThread);
      try {
        return await promise;
      } finally {
        forget();
        if (waiting.size === 0) thread?.unref();
      }
    },
    async close() {
      await thread?.terminate();
    },
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
