import { commitProgress, migrate, type ProgressPlace, readMigrations, readPlaces, readPositions, readStoppedKeys } from '@ragtime/database';
import type { Positions, ProjectedPlace, ProjectionCommit, StoppedKey } from '@ragtime/event-log';
import { type CommonQueryMethods, type DatabasePool, sql } from 'slonik';
import type { VisibilityChange } from './change.ts';
import { writeVisibility } from './write.ts';

const place: ProgressPlace = { schema: 'visibility', own: {} };

/** Brings the tables up to date. Call it once, before any other use of them. */
export const prepareVisibility = async (bulk: DatabasePool): Promise<void> =>
  void (await migrate(bulk, 'visibility', await readMigrations(new URL('./migrations', import.meta.url))));

/** Removes all rows, for another log or to read the log anew. Call it only while no projector runs. */
export async function discardVisibility(bulk: DatabasePool): Promise<void> {
  await prepareVisibility(bulk);
  await bulk.query(sql.unsafe`
    truncate visibility.position, visibility.stopped_key, visibility.dataset, visibility.document, visibility.run, visibility.part, visibility.edit`);
}

/** The position of the rows. */
export const visibilityPosition = async (pool: CommonQueryMethods): Promise<Positions> => await readPositions(pool, place);

/** The position of the rows, with the generation that the log had in each partition. */
export async function visibilityPlaces(bulk: DatabasePool): Promise<readonly ProjectedPlace[]> {
  await prepareVisibility(bulk);
  return await readPlaces(bulk, place);
}

export const visibilityStopped = async (pool: CommonQueryMethods): Promise<readonly StoppedKey[]> => await readStoppedKeys(pool, place);

/** Writes rows and position in one transaction. @returns `moved` without any change when the stored position differs from `from`. */
export const commitVisibility = async (
  bulk: DatabasePool,
  commit: ProjectionCommit<VisibilityChange>,
  nowMs: number,
): Promise<'committed' | 'moved'> =>
  await commitProgress(bulk, place, commit, async (transaction) => {
    await writeVisibility(transaction, { partition: commit.partition, nowMs }, commit.changes);
  });
