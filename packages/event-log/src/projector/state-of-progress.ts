import type { PartitionProgress } from './options.ts';
import type { StoppedKey } from './store.ts';

/** Why a projector does not serve just now; undefined while it does. A key that is stopped is told by its reads, and hinders no other. */
export function troubleOf(progress: readonly PartitionProgress[]): string | undefined {
  const ill = progress.find(({ state }) => state !== 'following');
  if (ill === undefined) return undefined;
  return `${ill.partition} is ${ill.state}${ill.trouble === undefined ? '' : `: ${ill.trouble}`}`;
}

/** A projector as one that operates it sees it. */
export const stateOfProgress = (
  progress: readonly PartitionProgress[],
): { readonly stopped: readonly StoppedKey[]; readonly trouble: string | undefined } => ({
  stopped: progress.flatMap(({ stopped }) => stopped),
  trouble: troubleOf(progress),
});
