import type { PartitionName } from '@ragtime/event-log';

export interface Claim {
  readonly memberId: string;
  /** What it decides now, and goes on deciding until it is told otherwise. */
  readonly owns: readonly PartitionName[];
}

/**
 * Who gets what in the next generation of a group: as evenly as it goes, and what can stay stays.
 *
 * What has to move goes to nobody yet: its owner sees that it lost it, ends what it has begun, and joins again without it; only then is it given
 * away. So no partition is ever given to one while another was not told.
 */
export function assign(partitions: readonly PartitionName[], claims: readonly Claim[]): ReadonlyMap<string, readonly PartitionName[]> {
  const members = claims.toSorted((one, other) => other.owns.length - one.owns.length || (one.memberId < other.memberId ? -1 : 1));
  const known = new Set(partitions);
  const claimed = new Set<PartitionName>();
  const given = new Map<string, PartitionName[]>();
  const least = Math.floor(partitions.length / Math.max(1, members.length));
  let larger = partitions.length - least * members.length;

  for (const { memberId, owns } of members) {
    // Of two that claim one, the second heard late that it lost it.
    const own = owns.filter((partition) => known.has(partition) && !claimed.has(partition));
    for (const partition of own) claimed.add(partition);
    const isLarger = larger > 0 && own.length > least;
    if (isLarger) larger -= 1;
    given.set(memberId, own.slice(0, isLarger ? least + 1 : least));
  }
  const free = partitions.filter((partition) => !claimed.has(partition));
  for (const partition of free) {
    const [fewest] = [...given.values()].toSorted((one, other) => one.length - other.length);
    fewest?.push(partition);
  }
  return given;
}
