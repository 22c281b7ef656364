import { migrate, readMigrations, withAdvisoryLock } from '@ragtime/database';
import type { DatabasePool } from 'slonik';
import { discardGenerations, ensureAnyGeneration, ensureLiveGeneration, type LiveGeneration } from './generations/generations.ts';
import { projections } from './projections/all.ts';
import type { ProjectionName } from './projections/projection.ts';

/**
 * Makes the database ready to be read and projected into: tables up to date, a generation of each projection. Before anything else uses
 * it; of several processes one does it, and the others wait.
 *
 * @param as a `projector` is the only one that projects: it also removes what is left of a rebuild that was cut off, and a generation that
 *   other code made. A `reader` takes what there is.
 * @throws MigrationRefused when a later release has shaped it.
 */
export async function prepareReadModel(
  bulk: DatabasePool,
  as: 'projector' | 'reader' = 'projector',
): Promise<Readonly<Record<ProjectionName, LiveGeneration>>> {
  return await withAdvisoryLock(bulk, 'preparation', async () => {
    await migrateReadModel(bulk);
    const ensure = as === 'projector' ? ensureLiveGeneration : ensureAnyGeneration;
    return {
      directory: await ensure(bulk, projections.directory),
      library: await ensure(bulk, projections.library),
      audit: await ensure(bulk, projections.audit),
    };
  });
}

/**
 * Forgets all projections, for a log that is not the one they were made from. To be called while nothing reads or projects;
 * `prepareReadModel` then begins anew.
 */
export async function discardReadModel(bulk: DatabasePool): Promise<void> {
  await migrateReadModel(bulk);
  for (const projection of Object.values(projections)) await discardGenerations(bulk, projection);
}

const migrateReadModel = async (bulk: DatabasePool): Promise<void> =>
  void (await migrate(bulk, 'read-model', await readMigrations(new URL('./migrations', import.meta.url))));
