interface Handed {
  readonly offset: number;
  isSettled: boolean;
}

export interface Commit {
  readonly partition: number;
  /** The first offset that is not settled. */
  readonly offset: number;
}

/**
 * How far each partition is settled. Messages settle in any order. An offset stands for all before it, so it moves past a message only when every
 * earlier one is settled too.
 */
export interface Settled {
  /** Notes that a message was handed on. @returns the function that settles it. */
  handed(partition: number, offset: number): () => void;
  /** Offsets that moved since the last commit. */
  uncommitted(): readonly Commit[];
  committed(commits: readonly Commit[]): void;
}

export function createSettled(): Settled {
  const open = new Map<number, Handed[]>();
  const settledTo = new Map<number, number>();
  const committedTo = new Map<number, number>();

  function advance(partition: number, waiting: Handed[]): void {
    for (let [first] = waiting; first?.isSettled === true; [first] = waiting) {
      settledTo.set(partition, first.offset + 1);
      waiting.shift();
    }
  }

  return {
    handed(partition, offset) {
      const waiting = open.get(partition) ?? [];
      open.set(partition, waiting);
      const one: Handed = { offset, isSettled: false };
      waiting.push(one);
      return () => {
        one.isSettled = true;
        advance(partition, waiting);
      };
    },
    uncommitted: () =>
      [...settledTo].flatMap(([partition, offset]) => (committedTo.get(partition) === offset ? [] : [{ partition, offset }])),
    committed(commits) {
      for (const { partition, offset } of commits) committedTo.set(partition, offset);
    },
  };
}
