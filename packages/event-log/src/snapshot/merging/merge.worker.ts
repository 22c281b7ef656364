import { inOrder, serveThread, Transferred } from '@ragtime/runtime/thread';
import { type MergeOptions, mergeSegments } from './merge.ts';

export interface MergeCalls {
  readonly merge: (request: { readonly segments: readonly Uint8Array[]; readonly options: MergeOptions }) => Uint8Array;
}

serveThread(() => ({
  ready: undefined,
  take: inOrder<MergeCalls>({
    merge({ segments, options }) {
      const merged = new Uint8Array(mergeSegments(segments, options));
      return new Transferred(merged, [merged.buffer]);
    },
  }),
}));
