import { createOnDemandThread } from '@ragtime/runtime';
import type { MergeSegments } from './merge.ts';
import type { MergeCalls } from './merge.worker.ts';

/** Merges on a separate thread, because a merge of a whole partition takes seconds. The thread lives as long as there is something to merge. */
export function createMergeThread(): { readonly merge: MergeSegments; close(): Promise<void> } {
  const thread = createOnDemandThread<MergeCalls>(new URL('./merge.worker.ts', import.meta.url), { name: 'snapshots', whenIdle: 'ends' });
  return {
    merge: (segments, options) => thread.call('merge', { segments, options }),
    close: () => thread.close(),
  };
}
