import type { TenantId } from '@ragtime/domain';
import type { IndexEntry, SearchIndex } from '@ragtime/search';
import { artifactsOf, isEditOpen, isRunOpen, type VisibleRun, visibleRunOf } from '@ragtime/search/visibility';
import { editEntry, type PlaceInDocument } from '../artifacts/edit-entry.ts';
import { isUnreadable, readRun } from '../artifacts/read-run.ts';
import { type LoggedEdit, loggedEdits } from './logged-edits.ts';
import type { RebuildNeeds } from './needs.ts';
import { partitionOf, runsOf } from './visible.ts';

/** Fills an index from the truth: runs from their artifacts, and edits from the log. */
export async function fill(needs: RebuildNeeds, next: SearchIndex): Promise<void> {
  let documents = 0;
  for await (const run of runsOf(needs)) {
    try {
      for await (const entries of entriesOf(needs, run)) await next.put(entries);
    } catch (error) {
      // The artifacts of a run disappear when it was deleted or parsed again since its row was read.
      if (!isUnreadable(error) || (await isRunOpen(needs.database.bulk, run))) throw error;
    }
    documents += 1;
    needs.onProgress?.({ phase: 'building', documents });
  }
  // The places of edited passages are read from the index that the runs were just put into.
  await next.refresh();
  for await (const edit of loggedEdits(needs)) {
    const { run, ordinal, ...made } = edit;
    const place = await placeOf(needs, next, edit);
    if (!(await isEditOpen(needs.database.bulk, { ...edit, revision: edit.from }))) continue;
    const [vector = new Float32Array(needs.embedder.dimensions)] = await needs.embedder.embed([edit.text]);
    await next.put([editEntry(made, vector, run === 0 && ordinal !== undefined ? { ordinal, ...place } : place)]);
  }
  await next.refresh();
}

/** The passages of a visible run, from its artifacts. */
export async function* entriesOf(needs: RebuildNeeds, run: VisibleRun): AsyncGenerator<readonly IndexEntry[]> {
  const artifacts = (await artifactsOf(needs.database.bulk, run)).map(({ artifact }) => artifact);
  const place = { partition: partitionOf(run.partition), tenantId: run.tenantId as TenantId };
  yield* readRun(needs, { ...run, ...place, artifacts });
}

/** The place in the run that was edited. An edit may outlive it: then the index that answers now knows the place, or else the visible run. */
async function placeOf(
  { index, database }: RebuildNeeds,
  next: SearchIndex,
  { documentId, chunkId, from, run }: LoggedEdit,
): Promise<PlaceInDocument | undefined> {
  const [ofRun] = run === 0 ? [] : await next.get([{ documentId, chunkId, run, revision: 0 }]);
  if (ofRun !== undefined) return ofRun;
  const [before] = await index.get([{ documentId, chunkId, run: 0, revision: from }]);
  if (before !== undefined || run === 0) return before;
  const visible = await visibleRunOf(database.bulk, documentId);
  const [inVisible] = visible === undefined ? [] : await next.get([{ documentId, chunkId, run: visible.run, revision: 0 }]);
  return inVisible;
}
