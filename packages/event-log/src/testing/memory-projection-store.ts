import type { PartitionName, Position } from '../port/position.ts';
import { samePosition } from '../positions/same.ts';
import type { ProjectionCommit, ProjectionStore, StoppedKey } from '../projector/store.ts';

/** A projection's store in memory. `write` makes one change to the rows and must not throw. */
export function createMemoryProjectionStore<Change>(write: (change: Change) => void): ProjectionStore<Change> {
  const positions = new Map<PartitionName, Position>();
  const stopped = new Map<string, StoppedKey>();
  const nameOf = (partition: PartitionName, key: string) => JSON.stringify([partition, key]);

  return {
    async load() {
      return { positions: new Map(positions), stopped: [...stopped.values()] };
    },
    async commit(commit: ProjectionCommit<Change>) {
      if (!samePosition(positions.get(commit.partition), commit.from)) return 'moved';
      for (const change of commit.changes) write(change);
      positions.set(commit.partition, commit.to);
      for (const one of commit.stopped) stopped.set(nameOf(commit.partition, one.key), one);
      for (const key of commit.resumed) stopped.delete(nameOf(commit.partition, key));
      return 'committed';
    },
  };
}
