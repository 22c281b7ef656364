import { type PartitionName, type Position, type Positions, samePosition } from '@ragtime/event-log';
import type { DatabasePool } from 'slonik';
import { positionsOf } from '../store/positions.ts';
import { createProjectionStore } from '../store/store.ts';
import { type FeedOptions, feedTo, RebuildStopped } from './feed.ts';

/** The projector of the generation that answers. While it is paused, readers go on and see the position that it has reached. */
export interface LiveProjector {
  pause(): Promise<void>;
  /** Goes on with the generation that answers now. */
  resume(): Promise<void>;
}

export type RebuildPhase = 'building' | 'comparing' | 'switching';

export interface RebuildProgress {
  readonly phase: RebuildPhase;
  /** Records fed of those that were there when the rebuild began or came since. */
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
  /** Works in rounds: each feeds what came during the one before it, until only the records of a moment are missing. */
  approach(): Promise<void>;
  /** To exactly where the live generation stands: call it while that one is paused. */
  close(): Promise<void>;
}

/** So many offsets are made up for while the live projector is paused. */
const momentOffsets = 1_000;
/** Writers that are as fast as the feed would never let it come near: then the rest is made up for in the pause all the same. */
const roundsMax = 20;

/** Feeds a generation that answers nobody, never beyond the one that does. */
export async function createBuild(options: BuildOptions, generation: number): Promise<Build> {
  const { bulk, projection, onProgress } = options;
  const store = createProjectionStore(bulk, projection, generation);
  const reached = new Map<PartitionName, Position>(await positionsOf(bulk, projection.name, generation));
  let records = 0;
  let recordsTotal = 0;
  const report = (phase: RebuildPhase): void => onProgress?.({ phase, records, recordsTotal });

  /** @returns how many offsets were missing */
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
        throw new RebuildStopped('log-diverged', `${name}: what answers readers was not made from this log`);
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
