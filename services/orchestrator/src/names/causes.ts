import { type Cause, firstGeneration, type Offset } from '@ragtime/event-log';

/** An event that makes this manager send a command at once. */
export interface Source {
  readonly partition: number;
  readonly offset: Offset;
}

export const manager = 'names';

/**
 * Which sources were settled by which partitions. The marks are a fold of the causes in the records themselves: a source at or below the mark of
 * its target was answered for good, and its command is never sent again.
 *
 * A refold raises the generation of the log, and with it that of this manager: the offsets of a log that lost its tail are used a second time, so
 * the marks of the lost records must not count against the new ones.
 */
export interface CauseMarks {
  /** The highest that any record has shown so far. */
  readonly generation: number;
  refolded(generation: number): void;
  note(target: { readonly topic: string; readonly partition: number }, cause: Cause | undefined): void;
  isSettled(target: { readonly topic: string; readonly partition: number }, source: Source): boolean;
}

export function createCauseMarks(): CauseMarks {
  const marks = new Map<string, { readonly generation: number; readonly offset: Offset }>();
  let generation = firstGeneration;
  const keyOf = ({ topic, partition }: { readonly topic: string; readonly partition: number }, from: number) =>
    `${from} ${topic}/${partition}`;

  function refolded(to: number): void {
    generation = Math.max(generation, to);
  }

  return {
    get generation() {
      return generation;
    },
    refolded,
    note(target, cause) {
      if (cause?.manager !== manager) return;
      refolded(cause.generation);
      const key = keyOf(target, cause.partition);
      const mark = marks.get(key);
      const isHigher = mark === undefined || cause.generation > mark.generation;
      if (isHigher || (cause.generation === mark.generation && cause.offset > mark.offset)) marks.set(key, cause);
    },
    isSettled(target, source) {
      const mark = marks.get(keyOf(target, source.partition));
      return mark?.generation === generation && mark.offset >= source.offset;
    },
  };
}
