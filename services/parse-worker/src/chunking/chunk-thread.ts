import { parentPort } from 'node:worker_threads';
import { chunk } from '@ragtime/parsing';
import type { FromChunkThread, ToChunkThread } from './messages.ts';

parentPort?.on('message', ({ id, blocks, settings }: ToChunkThread) => {
  parentPort?.postMessage(answer(id, () => chunk(blocks, settings)));
});

function answer(id: number, run: () => Extract<FromChunkThread, { ok: true }>['chunks']): FromChunkThread {
  try {
    return { id, ok: true, chunks: run() };
  } catch (cause) {
    return { id, ok: false, message: cause instanceof Error ? cause.name : 'unknown' };
  }
}
