import { type ProgressPlace, readPlaces, readPositions, readStoppedKeys } from '@ragtime/database';
import type { Positions, ProjectedPlace, StoppedKey } from '@ragtime/event-log';
import { type CommonQueryMethods, sql } from 'slonik';

/** The rows that hold a generation's positions. Default: the live generation. */
export const placeOf = (projection: string, generation?: number): ProgressPlace => ({
  schema: 'ragtime',
  own: {
    projection,
    generation: generation ?? sql.fragment`(select generation from ragtime.generation where projection = ${projection} and state = 'live')`,
  },
});

/** The positions of a generation. Default: the live one. Empty before its first commit. */
export const positionsOf = async (pool: CommonQueryMethods, projection: string, generation?: number): Promise<Positions> =>
  await readPositions(pool, placeOf(projection, generation));

/** The positions of the live generation, each with the generation that the log had there. */
export const placesOf = async (pool: CommonQueryMethods, projection: string): Promise<readonly ProjectedPlace[]> =>
  await readPlaces(pool, placeOf(projection));

/** The keys that a generation skips. Default: those of the live one. */
export const stoppedKeysOf = async (pool: CommonQueryMethods, projection: string, generation?: number): Promise<readonly StoppedKey[]> =>
  await readStoppedKeys(pool, placeOf(projection, generation));
