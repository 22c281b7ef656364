import type { Offset } from '../port/log.ts';
import type { PartitionName, Position } from '../port/position.ts';

/** Why a record could not be applied; stored by name. */
export type FailureCategory = 'handler-threw' | 'cannot-decode' | 'unknown-schema' | 'unknown-type';

/** A key whose records are passed over, from the first that failed on. */
export interface StoppedKey {
  readonly partition: PartitionName;
  readonly key: string;
  /** Of the first record that was not applied. */
  readonly offset: Offset;
  readonly category: FailureCategory;
  readonly detail: string;
}

export interface ProjectionProgress {
  /** Without an entry: nothing of that partition was applied yet. */
  readonly positions: ReadonlyMap<PartitionName, Position>;
  readonly stopped: readonly StoppedKey[];
}

/** One transaction: all of it or nothing. */
export interface ProjectionCommit<Change> {
  readonly partition: PartitionName;
  /** What the stored position must be, offset and link; undefined: there must be none. Otherwise nothing changes and the answer is `moved`. */
  readonly from: Position | undefined;
  /** What it is then. May equal `from`. */
  readonly to: Position;
  /** In order. */
  readonly changes: readonly Change[];
  /** Keys stopped here; one that is stopped already gets this offset and failure. */
  readonly stopped: readonly StoppedKey[];
  /** Keys of this partition that are no longer stopped. */
  readonly resumed: readonly string[];
}

/** Where one version of one projection keeps its rows, and with them how far it is. */
export interface ProjectionStore<Change> {
  load(): Promise<ProjectionProgress>;
  /** A throw says nothing of what happened: the position does, read again. */
  commit(commit: ProjectionCommit<Change>): Promise<'committed' | 'moved'>;
}
