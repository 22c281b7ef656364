import { topics } from '@ragtime/domain';
import type { SearchIndex } from '@ragtime/search';
import type { VisibilityRows } from '@ragtime/search/visibility';
import type { Claims } from '../projecting/claims.ts';
import type { KeptIndexes } from '../projecting/indexes.ts';

export interface SweepNeeds {
  readonly rows: VisibilityRows;
  readonly index: SearchIndex;
  readonly kept: KeptIndexes;
  readonly claims: Claims;
  readonly signal: AbortSignal;
}

/**
 * Removes entries and rows that were hidden before a time, when no search that saw them can still be under way. @returns the number of removed
 * entries
 */
export async function sweepClosed({ rows, kept, signal }: SweepNeeds, beforeMs: number): Promise<number> {
  let removed = 0;
  for (let runs = await rows.runsClosedBefore(beforeMs); runs.length > 0; runs = await rows.runsClosedBefore(beforeMs)) {
    for (const run of runs) {
      if (signal.aborted) return removed;
      removed += await kept.remove({ ...run, revision: 0 });
      await rows.forgetRun(run);
    }
  }
  for (let edits = await rows.editsClosedBefore(beforeMs); edits.length > 0; edits = await rows.editsClosedBefore(beforeMs)) {
    for (const edit of edits) {
      if (signal.aborted) return removed;
      if (edit.revision > 0) removed += await kept.remove({ ...edit, run: 0 });
      await rows.forgetEdits(edit, beforeMs);
    }
  }
  while (!signal.aborted && (await rows.forgetDocumentsClosedBefore(beforeMs)) > 0);
  return removed;
}

/**
 * Removes entries that no row names and none ever will: the position, noted before the listing, is past the event that would have named them. A
 * crash between index and rows leaves such entries, and so does a late write. @returns the number of removed entries
 */
export async function sweepUnnamed({ rows, index, kept, claims, signal }: SweepNeeds): Promise<number> {
  const noted = await rows.position();
  let removed = 0;
  for await (const stored of index.runs()) {
    if (signal.aborted) break;
    const { documentId, run, revision, partition, from } = stored;
    if (from > (noted.get(`${topics.documentEvents}/${partition}`)?.offset ?? 0)) continue;
    if (await rows.isNamed(stored)) continue;
    const removal = claims.remove(documentId, async () =>
      (await rows.isNamed(stored)) ? 0 : await kept.remove({ documentId, run, revision }),
    );
    removed += (await removal) ?? 0;
  }
  return removed;
}
