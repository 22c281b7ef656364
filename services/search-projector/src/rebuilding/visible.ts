import type { DocumentId } from '@ragtime/domain';
import { type VisibleEdit, type VisibleRun, visibleEdits, visibleRuns } from '@ragtime/search/visibility';
import type { RebuildNeeds } from './needs.ts';

type Needs = Pick<RebuildNeeds, 'database' | 'signal'>;

/** Rows and entries that one request reads. */
export const pageRows = 100;

/** The runs that are visible now, in the order of their documents. */
export async function* runsOf({ database, signal }: Needs): AsyncGenerator<VisibleRun> {
  let after: DocumentId | undefined;
  for (;;) {
    const page = await visibleRuns(database.bulk, after, pageRows);
    for (const run of page) {
      signal.throwIfAborted();
      yield run;
    }
    after = page.at(-1)?.documentId;
    if (after === undefined) return;
  }
}

/** The edits that are visible now, in pages. */
export async function* editsOf({ database, signal }: Needs): AsyncGenerator<readonly VisibleEdit[]> {
  let after: VisibleEdit | undefined;
  for (;;) {
    const page = await visibleEdits(database.bulk, after, pageRows);
    signal.throwIfAborted();
    after = page.at(-1);
    if (after === undefined) return;
    yield page;
  }
}

/** The number at the end of a partition's name. */
export const partitionOf = (name: string): number => Number(name.slice(name.lastIndexOf('/') + 1));
