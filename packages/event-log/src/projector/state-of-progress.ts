import type { PartitionProgress } from './options.ts';
import type { StoppedKey } from './store.ts';

/** Why a projector is not ready; undefined while it is. A stopped key is reported by the reads that need it, and does not affect other keys. */
export function troubleOf(progress: readonly PartitionProgress[]): string | undefined {
  const troubled = progress.find(({ state }) => state !== 'following');
  if (troubled === undefined) return undefined;
  return `${troubled.partition} is ${troubled.state}${troubled.trouble === undefined ? '' : `: ${troubled.trouble}`}`;
}

/** The state of a projector for its operator. */
export const stateOfProgress = (
  progress: readonly PartitionProgress[],
): { readonly stopped: readonly StoppedKey[]; readonly trouble: string | undefined } => ({
  stopped: progress.flatMap(({ stopped }) => stopped),
  trouble: troubleOf(progress),
});
