import { stands } from '../chain/stands.ts';
import type { EventLog } from '../port/log.ts';
import type { PartitionName } from '../port/position.ts';
import { generationOf, type LogToRead } from '../reader/generation.ts';
import type { ProjectedPlace } from './store.ts';

/** What was read before is not in the log, and no operator has stated that this log is the right one. */
export class LogDiverged extends Error {
  override readonly name = 'LogDiverged';
  /** Of the table of errors. */
  readonly code = 'log-diverged';
}

/**
 * Finds the places of a projection that are not of this log: it lost its tail, or is another one. The rows of such a projection are to be thrown
 * away.
 *
 * @throws LogDiverged when no operator has ordered a refold since the place was written.
 */
export async function findMisfits<Event>(
  from: LogToRead<Event>,
  projection: string,
  places: readonly ProjectedPlace[],
): Promise<readonly ProjectedPlace[]> {
  const checked = await Promise.all(places.map(async (place) => ({ place, fits: await fits(from.log, place) })));
  const misfits = checked.flatMap(({ place, fits: isFit }) => (isFit ? [] : [place]));
  for (const { partition, position, generation } of misfits) {
    if ((await generationOf(from, ...partsOf(partition))) > generation) continue;
    throw new LogDiverged(
      `${projection} was folded from ${partition} up to ${position.offset}, which this log does not hold: restore the log; or, if this log is the right one, start one node with "serve --refold"`,
    );
  }
  return misfits;
}

async function fits(log: EventLog, { partition, position }: ProjectedPlace): Promise<boolean> {
  const session = await log.openSession(...partsOf(partition));
  try {
    return await stands(session, position);
  } finally {
    await session.close();
  }
}

function partsOf(name: PartitionName): [topic: string, partition: number] {
  const cut = name.lastIndexOf('/');
  return [name.slice(0, cut), Number(name.slice(cut + 1))];
}
