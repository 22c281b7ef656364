import type { PartitionName, Position } from '../port/position.ts';
import type { LeftOutSnapshot, SnapshotKeeper } from '../snapshot/keeper.ts';
import type { HeldSession } from './held-session.ts';
import type { PartitionState } from './state.ts';
import { OwnerStopped } from './stopped.ts';

/** A part of the system that has folded a partition up to a position, when the partition had this generation. */
export interface FoldedPart {
  /** In words, for operators. */
  readonly name: string;
  readonly position: Position;
  readonly generation: number;
}

/** Compares everything that was folded from a partition with the log, before its owner decides anything. */
export interface Fit {
  /**
   * Restores the newest snapshot that fits, folds the rest of the log, and compares. It may be called again after a failure.
   *
   * @throws OwnerStopped when something was folded from another log and no younger order of an operator is in this one.
   */
  begin(fold: () => Promise<void>): Promise<void>;
  /** Writes the order of an operator, then removes the snapshots of another log. */
  afterWord(write: () => Promise<void>): Promise<void>;
}

interface FitNeeds {
  readonly name: PartitionName;
  readonly held: HeldSession;
  readonly keeper: SnapshotKeeper | undefined;
  readonly state: PartitionState<never, unknown>;
  readonly witnesses?: (partition: PartitionName) => Promise<readonly FoldedPart[]>;
  readonly mayRefold?: boolean;
}

export function createFit({ name, held, keeper, state, witnesses, mayRefold = false }: FitNeeds): Fit {
  let leftOut: readonly LeftOutSnapshot[] | undefined;

  async function misfits(): Promise<readonly FoldedPart[]> {
    const found: FoldedPart[] = [];
    for (const one of (await witnesses?.(name)) ?? []) {
      // What was folded before this log was found to be the right one need not be compared.
      if (one.generation >= state.generation && !(await held.stands(one.position))) found.push(one);
    }
    return [
      ...found,
      ...(leftOut ?? []).flatMap(({ manifest: { chain, generation } }) =>
        generation < state.generation ? [] : [{ name: 'a snapshot', position: chain, generation }],
      ),
    ];
  }

  async function check(): Promise<void> {
    const [first] = await misfits();
    if (first !== undefined && !mayRefold) {
      const { offset } = first.position;
      const { offset: end } = state.chain;
      throw new OwnerStopped(
        'log-diverged',
        `${first.name} was folded from ${name} up to ${offset}, and the log ${end < offset ? `ends at ${end}` : 'differs before that'}`,
      );
    }
    if (first !== undefined || leftOut === undefined || leftOut.length === 0) return;
    await keeper?.remove(leftOut);
    leftOut = [];
  }

  return {
    async begin(fold) {
      leftOut ??= (await keeper?.restore((position) => held.stands(position))) ?? [];
      await fold();
      await check();
    },
    async afterWord(write) {
      await write();
      await check();
    },
  };
}
