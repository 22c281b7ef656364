import type { Link, Offset } from './log.ts';

/** A place in one partition that can be told from the same offset of another log: `offset` is the next to read, `link` that of the last record before it that counts. */
export interface Position {
  readonly offset: Offset;
  readonly link: Link;
}

/** `topic/partition`. */
export type PartitionName = `${string}/${number}`;

/** What a write reached or a read was read at: 1 to 3 entries for a write. */
export type Positions = ReadonlyMap<PartitionName, Position>;
