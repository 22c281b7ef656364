import { type PartitionName, type Position, type Positions, samePosition } from '@ragtime/event-log';
import type { DatabasePool } from 'slonik';
import { positionsOf } from '../store/positions.ts';
import { createProjectionStore } from '../store/store.ts';
import { type FeedOptions, feedTo, RebuildStopped } from './feed.ts';

/** The projector of the live generation. While it is paused, readers go on and see the position that it has reached. */
export interface LiveProjector {
  pause(): Promise<void>;
  /** Continues with the generation that is live now. */
  resume(): Promise<void>;
}

export type RebuildPhase = 'building' | 'comparing' | 'switching';

export interface RebuildProgress {
  readonly phase: RebuildPhase;
  /** Records fed so far, of those that existed when the rebuild began or came since. */
  readonly records: number;
  readonly recordsTotal: number;
}

export interface BuildOptions extends Omit<FeedOptions, 'store' | 'onRecords'> {
  readonly bulk: DatabasePool;
  readonly live: LiveProjector;
  readonly onProgress?: (progress: RebuildProgress) => void;
}

export interface Build {
  report(phase: RebuildPhase): void;
  records(): number;
  /** Feeds in rounds. Each round feeds the records that came during the one before, until only a few are missing. */
  approach(): Promise<void>;
  /** Feeds up to exactly the position of the live generation. Call it while that one is paused. */
  close(): Promise<void>;
}

/** The largest number of missing offsets that are fed while the live projector is paused. */
const momentOffsets = 1_000;
/** Writers as fast as the feed would keep the build from catching up. After this number of rounds, the pause feeds the rest. */
const roundsMax = 20;

/** Feeds a generation that is not live, never beyond the live one. */
export async function createBuild(options: BuildOptions, generation: number): Promise<Build> {
  const { bulk, projection, onProgress } = options;
  const store = createProjectionStore(bulk, projection, generation);
  const reached = new Map<PartitionName, Position>(await positionsOf(bulk, projection.name, generation));
  let records = 0;
  let recordsTotal = 0;
  const report = (phase: RebuildPhase): void => onProgress?.({ phase, records, recordsTotal });

  /** @returns the number of missing offsets */
  async function round(): Promise<number> {
    const target: Positions = await positionsOf(bulk, projection.name);
    const missing = [...target].reduce((sum, [name, { offset }]) => sum + offset - (reached.get(name)?.offset ?? 0), 0);
    recordsTotal = records + missing;
    for (const [name, live] of target) {
      const onRecords = (fed: number): void => {
        records += fed;
        report('building');
      };
      const position = await feedTo({ ...options, store, onRecords }, name, reached.get(name), live.offset);
      if (!samePosition(position, live))
        throw new RebuildStopped('log-diverged', `${name}: the live generation was not made from this log`);
      reached.set(name, live);
    }
    return missing;
  }

  return {
    report,
    records: () => records,
    approach: async () => {
      for (let rounds = 0; rounds < roundsMax && (await round()) > momentOffsets; rounds += 1);
    },
    close: async () => void (await round()),
  };
}
