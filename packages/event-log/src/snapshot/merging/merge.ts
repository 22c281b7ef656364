import { mergeChanges } from '../changes.ts';
import { readSegment, segmentLines } from '../segment.ts';

export interface MergeOptions {
  /** Remembered commands of hours before this one are dropped. */
  readonly forgetBefore: number;
  /** Whether the oldest segment is among them. */
  readonly isWhole: boolean;
}

/** Merges segments into one; the order of precedence stays. Pure, so it may run on another thread. */
export type MergeSegments = (segments: readonly Uint8Array[], options: MergeOptions) => Promise<Uint8Array>;

export function mergeSegments(segments: readonly Uint8Array[], options: MergeOptions): Uint8Array {
  return Buffer.concat([...segmentLines(mergeChanges(segments.map(readSegment), options))].map((line) => Buffer.from(line)));
}
