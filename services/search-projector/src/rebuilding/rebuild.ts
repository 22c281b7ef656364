import { messageOf } from '@ragtime/runtime';
import { visibilityIn } from '@ragtime/search/visibility';
import { sweepUnnamed } from '../sweeping/sweep.ts';
import { compareContents } from './compare-contents.ts';
import { compareRetrieval, createSamples } from './compare-retrieval.ts';
import { fill } from './fill.ts';
import { judged, reasonsAgainst, type SearchRebuildReport } from './gate.ts';
import type { RebuildNeeds } from './needs.ts';

/** The rebuild ended before its switch. The live index stays live. */
export class RebuildStopped extends Error {
  override readonly name = 'RebuildStopped';
}

/**
 * Fills a new index beside the live one from the visible passages, so the cost of a rebuild depends only on them. From its start on, every new
 * entry goes into both. Readers notice nothing. Then it compares both, and switches where they agree or an operator forces it; otherwise the new
 * one is dropped. After a switch the old index stays up to date until the next rebuild, so that operators can switch back to it.
 */
export async function rebuildIndex(needs: RebuildNeeds): Promise<SearchRebuildReport> {
  const { index, kept, claims, onProgress, force = false } = needs;
  const { generation, index: next } = await index.begin();
  kept.add(generation, next);
  try {
    // Writes that began before the new index was kept go into the old one alone, and the rows that are read below must name them.
    await claims.written();
    await fill(needs, next);
    // Removes what was erased during the copy.
    await sweepUnnamed({ rows: visibilityIn(needs.database.bulk), index: next, kept, claims, signal: needs.signal });
    await next.refresh();
    onProgress?.({ phase: 'comparing', documents: 0 });
    const comparison = await compare(needs, [index.current(), next]);
    needs.signal.throwIfAborted();
    const switched = force || comparison.reasons.length === 0;
    if (switched) {
      onProgress?.({ phase: 'switching', documents: 0 });
      await switchIndex(needs, generation);
    } else {
      kept.forget(generation);
      await index.drop(generation);
    }
    return { generation, switched, forced: force, ...comparison };
  } catch (cause) {
    kept.forget(generation);
    if (index.generation() !== generation) await index.drop(generation);
    throw new RebuildStopped(messageOf(cause), { cause });
  }
}

async function compare(needs: RebuildNeeds, indexes: Parameters<typeof compareContents>[1]) {
  const samples = createSamples(needs.machine.random);
  const contents = await compareContents(needs, indexes, samples.take);
  const retrieval = await compareRetrieval(needs, indexes, samples.chosen());
  const differences = await judged(needs, indexes, contents.differences);
  const { before, after, differing } = contents;
  const reasons = reasonsAgainst(contents, differences, retrieval);
  return { before, after, same: before.sha256 === after.sha256, differing, differences, retrieval, reasons };
}

/** Keeps both up to date: the new live index and the one before it. */
export async function switchIndex({ index, kept }: Pick<RebuildNeeds, 'index' | 'kept'>, generation: number): Promise<void> {
  const previous = await index.previous();
  kept.add(index.generation(), index.current());
  if (previous !== undefined && previous.generation !== generation) kept.forget(previous.generation);
  await index.switchTo(generation);
}
