import type { DatabasePool } from 'slonik';
import { withAdvisoryLock } from './database/advisory-lock.ts';
import { migrate, readMigrations } from './database/migrate.ts';
import { discardGenerations, ensureLiveGeneration, type LiveGeneration } from './generations/generations.ts';
import { projections } from './projections/all.ts';
import type { ProjectionName } from './projections/projection.ts';

/**
 * Makes the database ready to be read and projected into: tables up to date, a generation of each projection, and nothing
 * left of a rebuild that was cut off. Before anything else uses it; of several processes one does it, and the others wait.
 *
 * @throws MigrationRefused when a later release has shaped it.
 */
export async function prepareReadModel(bulk: DatabasePool): Promise<Readonly<Record<ProjectionName, LiveGeneration>>> {
  return await withAdvisoryLock(bulk, 'preparation', async () => {
    await migrateReadModel(bulk);
    return {
      directory: await ensureLiveGeneration(bulk, projections.directory),
      library: await ensureLiveGeneration(bulk, projections.library),
      audit: await ensureLiveGeneration(bulk, projections.audit),
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
