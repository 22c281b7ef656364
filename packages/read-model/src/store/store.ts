import { commitProgress } from '@ragtime/database';
import type { ProjectionStore } from '@ragtime/event-log';
import type { DatabasePool } from 'slonik';
import { z } from 'zod';
import type { AnyChange } from '../changes/change.ts';
import { mergeChanges } from '../changes/merge.ts';
import { writeChanges } from '../changes/write.ts';
import { sweepErased } from '../erasure/erase.ts';
import { schemaOf } from '../generations/schema.ts';
import type { AnyProjection } from '../projections/all.ts';
import { placeOf, positionsOf, stoppedKeysOf } from './positions.ts';

/** The rows of one generation of a projection, with its positions. One commit is one transaction. */
export function createProjectionStore(
  bulk: DatabasePool,
  projection: Pick<AnyProjection, 'name' | 'tables'>,
  generation: number,
): ProjectionStore<AnyChange> {
  const schema = schemaOf(projection.name, generation);
  return {
    load: async () => ({
      positions: await positionsOf(bulk, projection.name, generation),
      stopped: await stoppedKeysOf(bulk, projection.name, generation),
    }),
    async commit(commit) {
      const merged = mergeChanges(projection.tables, commit.changes);
      const erased = projection.name === 'library' ? erasedIn(commit.changes) : [];
      // Removes in small portions what was deleted before this batch.
      if (erased.length > 0) await sweepErased(bulk, schema, erased);
      return await commitProgress(bulk, placeOf(projection.name, generation), commit, async (transaction) => {
        await writeChanges(transaction, schema, projection.tables, merged);
        if (erased.length > 0) await sweepErased(transaction, schema, erased);
      });
    },
  };
}

/**
 * A deletion leaves the rows inside to the eraser. When the log is read again, the eraser has finished long ago and does not come back. So the
 * event that reports the erasure erases too.
 */
const erasedIn = (changes: readonly AnyChange[]): readonly string[] =>
  changes.flatMap((change) => {
    if (change.table !== 'receiptStore') return [];
    const { success, data } = ErasedHere.safeParse(change);
    return success ? [data.put.receiptId] : [];
  });

const ErasedHere = z.object({
  put: z.object({ receiptId: z.string(), store: z.literal('read-model') }),
});
