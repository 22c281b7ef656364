import type { Offset } from '../port/log.ts';
import type { PartitionName, Position } from '../port/position.ts';

/** Why a record could not be applied. Stored under this name. */
export type FailureCategory = 'handler-threw' | 'cannot-decode' | 'unknown-schema' | 'unknown-type';

/** A key whose records are skipped, from the first that failed on. */
export interface StoppedKey {
  readonly partition: PartitionName;
  readonly key: string;
  /** The offset of the first record that was not applied. */
  readonly offset: Offset;
  readonly category: FailureCategory;
  readonly detail: string;
}

export interface ProjectionProgress {
  /** A partition without an entry has no applied record yet. */
  readonly positions: ReadonlyMap<PartitionName, Position>;
  readonly stopped: readonly StoppedKey[];
}

/** How far a partition was projected, and the generation that it had there. */
export interface ProjectedPlace {
  readonly partition: PartitionName;
  readonly position: Position;
  readonly generation: number;
}

/** One transaction, which happens as a whole or not at all. */
export interface ProjectionCommit<Change> {
  readonly partition: PartitionName;
  /** The position, offset and link, that the store must hold; undefined: it must hold none. Otherwise nothing changes and the answer is `moved`. */
  readonly from: Position | undefined;
  /** The position that the store holds afterwards. It may equal `from`. */
  readonly to: Position;
  /** Applied in order. */
  readonly changes: readonly Change[];
  /** Keys that are stopped here. A key that is already stopped gets this offset and failure. */
  readonly stopped: readonly StoppedKey[];
  /** Keys of this partition that are no longer stopped. */
  readonly resumed: readonly string[];
  /** Of the last `LogRefolded` on the way to `to`. Undefined: there was none, and the stored generation stays. */
  readonly generation?: number | undefined;
}

/** Holds the rows of one version of a projection, together with its positions. */
export interface ProjectionStore<Change> {
  load(): Promise<ProjectionProgress>;
  /** A commit that throws may have happened or not. The caller reads the position again to know. */
  commit(commit: ProjectionCommit<Change>): Promise<'committed' | 'moved'>;
}
