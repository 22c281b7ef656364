import { type Machine, onAbort } from '@ragtime/runtime';
import { sameLink } from '../chain/link.ts';
import type { PartitionName, Position, Positions } from '../port/position.ts';

/** Tracks how far a partition was read. A read waits on it until it is as fresh as its caller asked for. */
export interface PositionTracker {
  /**
   * Never goes back. `passed` holds the position after each record that counts since the last call, in order. The tracker uses them to recognise a
   * position of another log.
   */
  advance(partition: PartitionName, position: Position, passed?: readonly Position[]): void;
  /**
   * `unknown-log`: one of the positions certainly belongs to another log. The tracker can compare only positions that it passed lately; it accepts
   * older ones.
   */
  waitFor(
    positions: Positions,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<'reached' | 'timed-out' | 'unknown-log'>;
  current(): Positions;
}

export function createPositionTracker({
  machine,
  rememberedMax = 1_024,
  isGapless = true,
}: {
  readonly machine: Machine;
  readonly rememberedMax?: number;
  /** False where `passed` lacks some records that count. The tracker then compares only positions at the same offset. */
  readonly isGapless?: boolean;
}): PositionTracker {
  const partitions = new Map<PartitionName, Passed>();
  const waiting = new Set<() => void>();

  function look(positions: Positions): 'reached' | 'unknown-log' | 'behind' {
    let isBehind = false;
    for (const [partition, position] of positions) {
      const passed = partitions.get(partition);
      if (passed === undefined || passed.current.offset < position.offset) isBehind = isBehind || position.offset > 0;
      else if (isForeign(passed, position, isGapless)) return 'unknown-log';
    }
    return isBehind ? 'behind' : 'reached';
  }

  return {
    advance(partition, position, passed = []) {
      const known = partitions.get(partition);
      if (known !== undefined && known.current.offset >= position.offset) return;
      const recent = [...(known?.recent ?? []), ...passed, position];
      partitions.set(partition, { current: position, recent: recent.slice(-rememberedMax) });
      for (const check of waiting) check(); // a check that settles leaves the set
    },
    waitFor(positions, { timeoutMs, signal }) {
      const now = look(positions);
      if (now !== 'behind') return Promise.resolve(now);
      if (timeoutMs <= 0) return Promise.resolve('timed-out');
      const { promise, resolve, reject } = Promise.withResolvers<'reached' | 'timed-out' | 'unknown-log'>();
      const settle = (then: () => void) => {
        waiting.delete(check);
        timer.cancel();
        forget();
        then();
      };
      const check = () => {
        const found = look(positions);
        if (found !== 'behind') settle(() => resolve(found));
      };
      const timer = machine.timers.after(timeoutMs, () => settle(() => resolve('timed-out')));
      waiting.add(check);
      const forget = onAbort((reason) => settle(() => reject(reason)), signal);
      return promise;
    },
    current: () => new Map([...partitions].map(([partition, { current }]) => [partition, current])),
  };
}

interface Passed {
  readonly current: Position;
  /** The positions passed lately, in order. The current one is last. */
  readonly recent: readonly Position[];
}

/** The link stays the same between two records that count. So the last position passed at or below an offset has the link of that offset. */
function isForeign({ recent }: Passed, { offset, link }: Position, isGapless: boolean): boolean {
  const before = recent.findLast((passed) => (isGapless ? passed.offset <= offset : passed.offset === offset));
  return before !== undefined && !sameLink(before.link, link);
}
