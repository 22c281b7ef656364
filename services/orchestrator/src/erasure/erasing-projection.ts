import type { PositionTracker } from '@ragtime/event-log';
import type { ErasingStore, ErasureReceipt } from '../options.ts';

/**
 * A store that projections keep. It is asked to erase once each of them has read past the deletion, when nothing can come back.
 *
 * @param erase removes what is left. @returns how much that was. When it is asked again after a crash, it counts the rest only.
 */
export function erasingProjection(
  trackers: readonly Pick<PositionTracker, 'current'>[],
  erase: (receipt: ErasureReceipt) => Promise<number>,
): ErasingStore {
  return {
    async erased(receipt) {
      const { partition, position } = receipt;
      const isBehind = trackers.some((tracker) => (tracker.current().get(partition)?.offset ?? 0) < position.offset);
      return isBehind ? undefined : { removed: await erase(receipt) };
    },
  };
}
