import { migrate, readMigrations, withAdvisoryLock } from '@ragtime/database';
import type { ProjectedPlace } from '@ragtime/event-log';
import type { DatabasePool } from 'slonik';
import {
  discardGenerations,
  ensureAnyGeneration,
  ensureLiveGeneration,
  type LiveGeneration,
  replaceGenerations,
} from './generations/generations.ts';
import { projections } from './projections/all.ts';
import { type ProjectionName, projectionNames } from './projections/projection.ts';
import { placesOf } from './store/positions.ts';

/**
 * Prepares the database for reads and projections: it brings tables up to date and creates a generation of each projection. Call it before any
 * other use. One process does the work; others wait.
 *
 * @param as a `projector` is the only one that projects. It also removes the remains of an interrupted rebuild and a generation of other code. A
 * `reader` takes the present generation.
 * @throws MigrationRefused when a later release has shaped the database.
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

/** Throws the rows of a projection away, for another log. Call it while no projector of it runs. */
export const replaceProjection = async (bulk: DatabasePool, name: ProjectionName): Promise<LiveGeneration> =>
  await replaceGenerations(bulk, projections[name]);

/** How far each projection is, whether or not a projector runs. */
export async function readModelPlaces(bulk: DatabasePool): Promise<readonly (ProjectedPlace & { readonly projection: ProjectionName })[]> {
  await withAdvisoryLock(bulk, 'preparation', async () => await migrateReadModel(bulk));
  const all = await Promise.all(
    projectionNames.map(async (projection) => (await placesOf(bulk, projection)).map((place) => ({ ...place, projection }))),
  );
  return all.flat();
}

/** Drops all projections, for another log. Call it while nothing reads or projects. `prepareReadModel` then begins anew. */
export async function discardReadModel(bulk: DatabasePool): Promise<void> {
  await migrateReadModel(bulk);
  for (const projection of Object.values(projections)) await discardGenerations(bulk, projection);
}

const migrateReadModel = async (bulk: DatabasePool): Promise<void> =>
  void (await migrate(bulk, 'read-model', await readMigrations(new URL('./migrations', import.meta.url))));
