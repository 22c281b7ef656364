import type { Cause, Offset } from '@ragtime/event-log';

/** An event that makes this manager send a command at once. */
export interface Source {
  readonly partition: number;
  readonly offset: Offset;
}

export const manager = 'names';

/**
 * Which sources were settled by which partitions. The marks are a fold of the causes in the records themselves: a source at or below the mark of
 * its target was answered for good, and its command is never sent again.
 */
export interface CauseMarks {
  note(target: { readonly topic: string; readonly partition: number }, cause: Cause | undefined): void;
  isSettled(target: { readonly topic: string; readonly partition: number }, source: Source): boolean;
}

export function createCauseMarks(generation: number): CauseMarks {
  const marks = new Map<string, Offset>();
  const keyOf = ({ topic, partition }: { readonly topic: string; readonly partition: number }, from: number) =>
    `${from} ${topic}/${partition}`;
  return {
    note(target, cause) {
      if (cause?.manager !== manager || cause.generation !== generation) return;
      const key = keyOf(target, cause.partition);
      marks.set(key, Math.max(marks.get(key) ?? -1, cause.offset));
    },
    isSettled: (target, source) => (marks.get(keyOf(target, source.partition)) ?? -1) >= source.offset,
  };
}
