import type { AnyOwner } from '@ragtime/application';
import { topics } from '@ragtime/domain';
import type { FoldedPart, PartitionName } from '@ragtime/event-log';
import { readModelPlaces } from '@ragtime/read-model';
import type { Logger } from '@ragtime/runtime';
import { visibilityPlaces } from '@ragtime/search/visibility';
import type { DatabasePool } from 'slonik';

/** Writes the operator's order into each partition whose records are ahead of this clock: record time stands still there until it has come. */
export async function acceptClockOf(owners: readonly AnyOwner[], logger: Logger): Promise<void> {
  await Promise.all(owners.map(async (owner) => await owner.acceptClock()));
  logger.warn({}, 'an operator accepted record times that have not come yet; they stand still until the clock is past them');
}

/** What the stored read models have folded of each partition: an owner compares it with the log before it decides anything. */
export async function storedParts(bulk: DatabasePool): Promise<ReadonlyMap<PartitionName, readonly FoldedPart[]>> {
  const rows = (await readModelPlaces(bulk)).map(({ projection, ...place }) => ({ ...place, name: `the read model ${projection}` }));
  const passages = (await visibilityPlaces(bulk)).map((place) => ({ ...place, name: 'the search index' }));
  return Map.groupBy([...rows, ...passages], ({ partition }) => partition);
}

/** Other nodes watch this partition. It gets the order last, so that they find it everywhere when they find it here. */
export const watchedPartition = { topic: topics.tenantEvents, partition: 0 } as const;

/** Writes the operator's order into every partition: this log is the right one. Nothing was accepted before. @param owners of all partitions */
export async function refoldAll(owners: readonly AnyOwner[], logger: Logger): Promise<void> {
  const generation = 1 + Math.max(...owners.map((owner) => owner.generation));
  const isWatched = ({ topic, partition }: AnyOwner) => topic === watchedPartition.topic && partition === watchedPartition.partition;
  await Promise.all(owners.map(async (owner) => (isWatched(owner) ? undefined : await owner.refold(generation))));
  await owners.find(isWatched)?.refold(generation);
  logger.warn({ generation }, 'an operator stated that this log is the right one; what was folded from another log is thrown away');
}
