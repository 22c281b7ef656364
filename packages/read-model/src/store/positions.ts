import { type ProgressPlace, readPositions, readStoppedKeys } from '@ragtime/database';
import type { Positions, StoppedKey } from '@ragtime/event-log';
import { type CommonQueryMethods, sql } from 'slonik';

/** Where a generation of a projection keeps how far it is: by default the one that answers. */
export const placeOf = (projection: string, generation?: number): ProgressPlace => ({
  schema: 'ragtime',
  own: {
    projection,
    generation: generation ?? sql.fragment`(select generation from ragtime.generation where projection = ${projection} and state = 'live')`,
  },
});

/** How far a generation has read: by default the one that answers. Empty before its first commit. */
export const positionsOf = async (pool: CommonQueryMethods, projection: string, generation?: number): Promise<Positions> =>
  await readPositions(pool, placeOf(projection, generation));

/** The keys that a generation passes over: by default those of the one that answers. */
export const stoppedKeysOf = async (pool: CommonQueryMethods, projection: string, generation?: number): Promise<readonly StoppedKey[]> =>
  await readStoppedKeys(pool, placeOf(projection, generation));
