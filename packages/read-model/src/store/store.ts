import { type Position, type ProjectionCommit, type ProjectionStore } from '@ragtime/event-log';
import { type CommonQueryMethods, type DatabasePool, type QuerySqlToken, sql } from 'slonik';
import { z } from 'zod';
import type { AnyChange } from '../changes/change.ts';
import { mergeChanges } from '../changes/merge.ts';
import { writeChanges } from '../changes/write.ts';
import { sweepErased } from '../erasure/erase.ts';
import { schemaOf } from '../generations/schema.ts';
import type { AnyProjection } from '../projections/all.ts';
import { positionsOf, stoppedKeysOf } from './positions.ts';

/** Ends the transaction without a trace. */
class Moved extends Error {}

/** The rows of one generation of a projection, and with them how far it is: one transaction a commit. */
export function createProjectionStore(
  bulk: DatabasePool,
  projection: Pick<AnyProjection, 'name' | 'tables'>,
  generation: number,
): ProjectionStore<AnyChange> {
  const own = { name: projection.name, generation };
  const schema = schemaOf(projection.name, generation);
  return {
    load: async () => ({
      positions: await positionsOf(bulk, projection.name, generation),
      stopped: await stoppedKeysOf(bulk, projection.name, generation),
    }),
    async commit(commit) {
      const merged = mergeChanges(projection.tables, commit.changes);
      const erased = projection.name === 'library' ? erasedIn(commit.changes) : [];
      try {
        // In small portions, what was deleted before this batch.
        if (erased.length > 0) await sweepErased(bulk, schema, erased);
        await bulk.transaction(async (transaction) => {
          const { rowCount } = await transaction.query(movePosition(own, commit));
          if (rowCount !== 1) throw new Moved();
          await writeChanges(transaction, schema, projection.tables, merged);
          await writeStopped(transaction, own, commit);
          if (erased.length > 0) await sweepErased(transaction, schema, erased);
        });
        return 'committed';
      } catch (error) {
        if (error instanceof Moved) return 'moved';
        throw error;
      }
    },
  };
}

/**
 * A deletion leaves what lay in it to the eraser. Where the log is read again the eraser was done with it long ago, and does not come back:
 * so that the event that says so erases too.
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

interface Own {
  readonly name: string;
  readonly generation: number;
}

/** Changes one row exactly when the stored position is `from`, offset and link. */
function movePosition({ name, generation }: Own, { partition, from, to }: ProjectionCommit<unknown>): QuerySqlToken {
  if (from === undefined)
    return sql.unsafe`
      insert into ragtime.position (projection, generation, partition, "offset", link)
      values (${name}, ${generation}, ${partition}, ${to.offset}, ${linkOf(to)}) on conflict do nothing`;
  return sql.unsafe`
    update ragtime.position set "offset" = ${to.offset}, link = ${linkOf(to)}
    where projection = ${name} and generation = ${generation} and partition = ${partition}
      and "offset" = ${from.offset} and link = ${linkOf(from)}`;
}

const linkOf = ({ link }: Position) => sql.binary(Buffer.from(link));

async function writeStopped(transaction: CommonQueryMethods, { name, generation }: Own, commit: ProjectionCommit<unknown>): Promise<void> {
  for (const { partition, key, offset, category, detail } of commit.stopped) {
    await transaction.query(sql.unsafe`
      insert into ragtime.stopped_key (projection, generation, partition, key, "offset", category, detail)
      values (${name}, ${generation}, ${partition}, ${key}, ${offset}, ${category}, ${detail})
      on conflict (projection, generation, partition, key)
      do update set "offset" = excluded."offset", category = excluded.category, detail = excluded.detail`);
  }
  if (commit.resumed.length === 0) return;
  await transaction.query(sql.type(z.object({}))`
    delete from ragtime.stopped_key
    where projection = ${name} and generation = ${generation} and partition = ${commit.partition}
      and key = any(${sql.array([...commit.resumed], 'text')})`);
}
