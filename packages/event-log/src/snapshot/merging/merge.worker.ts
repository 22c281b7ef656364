import { parentPort } from 'node:worker_threads';
import { type MergeOptions, mergeSegments } from './merge.ts';

export interface MergeRequest {
  readonly segments: readonly Uint8Array[];
  readonly options: MergeOptions;
}

parentPort?.on('message', ({ segments, options }: MergeRequest) => {
  const merged = new Uint8Array(mergeSegments(segments, options));
  parentPort?.postMessage(merged, [merged.buffer]);
});
