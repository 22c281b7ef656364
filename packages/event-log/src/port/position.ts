import type { Link, Offset } from './log.ts';

/**
 * A place in one partition that differs from the same offset of another log. `offset` is the next one to read; `link` belongs to the last record
 * before it that counts.
 */
export interface Position {
  readonly offset: Offset;
  readonly link: Link;
}

/** `topic/partition`. */
export type PartitionName = `${string}/${number}`;

/** The positions that a write reached, or at which a read was answered. A write has 1 to 3 of them. */
export type Positions = ReadonlyMap<PartitionName, Position>;
