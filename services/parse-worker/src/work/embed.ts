import type { Embedder } from '@ragtime/models';
import { TaskFailure } from '../attempt/failure.ts';
import type { Task } from './task.ts';

/** Bounds a batch, so that an abort is noticed soon and a request to a model stays small. */
const batchTexts = 64;

/** @throws TaskFailure `embedding-failed`; the signal's reason when it is aborted. */
export async function embedAll(
  { embedder, timers, signal }: Pick<Task, 'embedder' | 'timers' | 'signal'>,
  texts: readonly string[],
): Promise<readonly Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let at = 0; at < texts.length; at += batchTexts) {
    // A model in this process computes without a pause. Other work must get its time between batches.
    if (at > 0) await timers.sleep(0, signal);
    signal.throwIfAborted();
    vectors.push(...(await embedBatch(embedder, texts.slice(at, at + batchTexts), signal)));
  }
  return vectors;
}

async function embedBatch(embedder: Embedder, texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
  try {
    const vectors = await embedder.embed(texts, signal);
    if (vectors.length === texts.length) return vectors;
    throw new Error(`${vectors.length} vectors for ${texts.length} texts`);
  } catch (cause) {
    signal.throwIfAborted();
    throw new TaskFailure('embedding-failed', `The embedding model ${embedder.modelId} did not answer.`, { cause, retryable: true });
  }
}
