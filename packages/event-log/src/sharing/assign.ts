export interface Claim<Partition> {
  readonly memberId: string;
  /** The partitions that the member holds now. It holds them until it learns otherwise. */
  readonly owns: readonly Partition[];
}

/**
 * Decides which member gets which partition in the next generation of a group. The shares are as even as possible, and a partition stays with its
 * member where it can.
 *
 * A partition that has to move is given to no member in this generation. Its owner learns that it lost it, ends the work on it, and joins again
 * without it; the next generation gives it away. So no member gets a partition before its owner knows that it lost it.
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
    // When two members claim one partition, the second has not yet learned that it lost it.
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

/**
 * Like `assign`, but for partitions that two members may hold at once for a moment. A partition that has to move is given away in the same
 * generation.
 */
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
