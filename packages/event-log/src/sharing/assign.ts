export interface Claim<Partition> {
  readonly memberId: string;
  /** What it holds now, and goes on holding until it hears otherwise. */
  readonly owns: readonly Partition[];
}

/**
 * Who gets what in the next generation of a group: as evenly as it goes, and what can stay stays.
 *
 * What has to move goes to nobody yet: its owner sees that it lost it, ends what it has begun, and joins again without it; only then is it given
 * away. So no partition is ever given to a member while its owner has not heard that it lost it.
 */
export function assign<Partition>(
  partitions: readonly Partition[],
  claims: readonly Claim<Partition>[],
): ReadonlyMap<string, readonly Partition[]> {
  const members = claims.toSorted((one, other) => other.owns.length - one.owns.length || (one.memberId < other.memberId ? -1 : 1));
  const known = new Set(partitions);
  const claimed = new Set<Partition>();
  const given = new Map<string, Partition[]>();
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

/** As `assign`, for partitions that two members may hold at once for a moment: what has to move is given away in the same generation. */
export function share<Partition>(
  partitions: readonly Partition[],
  claims: readonly Claim<Partition>[],
): ReadonlyMap<string, readonly Partition[]> {
  const kept = assign(partitions, claims);
  return assign(
    partitions,
    claims.map(({ memberId }) => ({ memberId, owns: kept.get(memberId) ?? [] })),
  );
}
