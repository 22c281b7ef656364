import { mergeChanges } from '../changes.ts';
import { readSegment, segmentLines } from '../segment.ts';

export interface MergeOptions {
  /** Hours of the memory of commands below it are forgotten. */
  readonly forgetBefore: number;
  /** The oldest segment is among them. */
  readonly isWhole: boolean;
}

/** Many segments as one, in the same order of who stands in front of whom. Pure: it may run on another thread. */
export type MergeSegments = (segments: readonly Uint8Array[], options: MergeOptions) => Promise<Uint8Array>;

export function mergeSegments(segments: readonly Uint8Array[], options: MergeOptions): Uint8Array {
  return Buffer.concat([...segmentLines(mergeChanges(segments.map(readSegment), options))].map((line) => Buffer.from(line)));
}
