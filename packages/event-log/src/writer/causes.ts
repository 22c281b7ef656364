import type { Cause } from '../port/envelope.ts';

type Mark = Pick<Cause, 'generation' | 'offset' | 'index'>;

/** The source and the mark of one settled cause. */
export type SettledCause = Omit<Cause, 'sourceLogId'>;

/** The highest settled cause of each manager and source partition. Causes at or below it are refused for ever. */
export interface CauseMarks {
  isSettled(cause: Cause): boolean;
  settle(cause: SettledCause): void;
  /** The highest cause of each source, in no order. */
  all(): readonly SettledCause[];
  /** Sorted, for digests. */
  entries(): readonly string[];
}

export function createCauseMarks(below?: CauseMarks): CauseMarks {
  const marks = new Map<string, SettledCause>();
  return {
    isSettled(cause) {
      const mark = marks.get(sourceOf(cause));
      return (mark !== undefined && compare(cause, mark) <= 0) || (below?.isSettled(cause) ?? false);
    },
    settle(cause) {
      const mark = marks.get(sourceOf(cause));
      if (mark !== undefined && compare(cause, mark) <= 0) return;
      const { manager, generation, topic, partition, offset, index } = cause;
      marks.set(sourceOf(cause), { manager, generation, topic, partition, offset, index });
    },
    all: () => [...marks.values()],
    entries: () => [...marks].map(([source, { generation, offset, index }]) => `${source} ${generation} ${offset} ${index}`).sort(),
  };
}

const sourceOf = ({ manager, topic, partition }: SettledCause): string => `${manager} ${topic}/${partition}`;

function compare(one: Mark, other: Mark): number {
  return one.generation - other.generation || one.offset - other.offset || one.index - other.index;
}
