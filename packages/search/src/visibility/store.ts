import { migrate, readMigrations } from '@ragtime/database';
import type { PartitionName, Position, Positions, ProjectionCommit, StoppedKey } from '@ragtime/event-log';
import { type CommonQueryMethods, type DatabasePool, sql } from 'slonik';
import { z } from 'zod';
import type { VisibilityChange } from './change.ts';
import { writeVisibility } from './write.ts';

const Partition = z.templateLiteral([z.string(), '/', z.int()]);
const PositionRow = z.object({ partition: Partition, offset: z.int(), link: z.instanceof(Uint8Array) });
const StoppedRow = z.object({
  partition: Partition,
  key: z.string(),
  offset: z.int(),
  category: z.enum(['handler-threw', 'cannot-decode', 'unknown-schema', 'unknown-type']),
  detail: z.string(),
});

/** Tables up to date. Once, before anything else uses them. */
export const prepareVisibility = async (bulk: DatabasePool): Promise<void> =>
  void (await migrate(bulk, 'visibility', await readMigrations(new URL('./migrations', import.meta.url))));

/** Forgets everything, for a log that is not the one it was made from, or to read the log anew. To be called while nothing projects. */
export async function discardVisibility(bulk: DatabasePool): Promise<void> {
  await prepareVisibility(bulk);
  await bulk.query(sql.unsafe`
    truncate visibility.position, visibility.stopped_key, visibility.dataset, visibility.document, visibility.run, visibility.edit`);
}

/** What the rows are as of. */
export async function visibilityPosition(pool: CommonQueryMethods): Promise<Positions> {
  const rows = await pool.any(sql.type(PositionRow)`select partition, "offset", link from visibility.position order by partition`);
  return new Map<PartitionName, Position>(rows.map(({ partition, offset, link }) => [partition, { offset, link }]));
}

export const visibilityStopped = async (pool: CommonQueryMethods): Promise<readonly StoppedKey[]> =>
  await pool.any(
    sql.type(StoppedRow)`select partition, key, "offset", category, detail from visibility.stopped_key order by partition, key`,
  );

class Moved extends Error {}

/** Rows and position in one transaction. @returns `moved`, and nothing has changed, when the position is another than `from`. */
export async function commitVisibility(
  bulk: DatabasePool,
  commit: ProjectionCommit<VisibilityChange>,
  nowMs: number,
): Promise<'committed' | 'moved'> {
  try {
    await bulk.transaction(async (transaction) => {
      await movePosition(transaction, commit);
      await writeVisibility(transaction, { partition: commit.partition, nowMs }, commit.changes);
      await writeStopped(transaction, commit);
    });
    return 'committed';
  } catch (error) {
    if (error instanceof Moved) return 'moved';
    throw error;
  }
}

async function movePosition(transaction: CommonQueryMethods, { partition, from, to }: ProjectionCommit<unknown>): Promise<void> {
  const { rowCount } = await transaction.query(
    from === undefined
      ? sql.unsafe`
          insert into visibility.position (partition, "offset", link) values (${partition}, ${to.offset}, ${linkOf(to)}) on conflict do nothing`
      : sql.unsafe`
          update visibility.position set "offset" = ${to.offset}, link = ${linkOf(to)}
          where partition = ${partition} and "offset" = ${from.offset} and link = ${linkOf(from)}`,
  );
  if (rowCount !== 1) throw new Moved();
}

const linkOf = ({ link }: Position) => sql.binary(Buffer.from(link));

async function writeStopped(transaction: CommonQueryMethods, commit: ProjectionCommit<unknown>): Promise<void> {
  for (const { partition, key, offset, category, detail } of commit.stopped) {
    await transaction.query(sql.unsafe`
      insert into visibility.stopped_key (partition, key, "offset", category, detail)
      values (${partition}, ${key}, ${offset}, ${category}, ${detail})
      on conflict (partition, key) do update set "offset" = excluded."offset", category = excluded.category, detail = excluded.detail`);
  }
  if (commit.resumed.length === 0) return;
  await transaction.query(sql.unsafe`
    delete from visibility.stopped_key where partition = ${commit.partition} and key = any(${sql.array([...commit.resumed], 'text')})`);
}
