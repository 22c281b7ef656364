import { sweepOutstanding } from '../erasure/erase.ts';
import { differingRows, type RowDifference } from '../generations/differences.ts';
import { type Digest, digestGeneration } from '../generations/digest.ts';
import {
  analyzeGeneration,
  beginGeneration,
  dropGeneration,
  type Generation,
  listGenerations,
  switchGeneration,
} from '../generations/generations.ts';
import { fingerprintOf } from '../generations/schema.ts';
import { type BuildOptions, createBuild } from './build.ts';

export interface RebuildReport {
  readonly projection: string;
  readonly previousGeneration: number;
  readonly generation: number;
  /** The digests of both generations at one position. */
  readonly before: Digest;
  readonly after: Digest;
  /** Whether the same code made both generations. Otherwise their digests may differ. */
  readonly comparable: boolean;
  readonly same: boolean;
  /** Whether the rebuilt generation answers from now on. */
  readonly switched: boolean;
  /** An operator demanded the switch, whatever the comparison says. */
  readonly forced: boolean;
  /** Why the comparison advises against the switch, in sentences. */
  readonly reasons: readonly string[];
  /** The first rows that differ. */
  readonly differences: readonly RowDifference[];
  readonly records: number;
}

/** How many differing rows a report names. */
const differencesMax = 20;

export interface RebuildOptions extends BuildOptions {
  /** Switches even where the rows differ. */
  readonly force?: boolean;
}

/**
 * Builds the next generation beside the live one up to the same position and compares the two. It switches readers over where both hold the same rows
 * or an operator forces it; the old generation then stays as the previous one. Otherwise the new one is dropped. The old one is not changed before the
 * switch, so it stays live when anything fails before. Generations of different code cannot be compared, and the new one becomes live.
 *
 * @throws RebuildStopped, AlreadyBuilding
 */
export async function rebuildProjection({ force = false, ...options }: RebuildOptions): Promise<RebuildReport> {
  const { bulk, projection, live } = options;
  const old = (await listGenerations(bulk, projection.name)).find(({ state }) => state === 'live');
  if (old === undefined) throw new TypeError(`${projection.name} has no live generation`);
  const generation = await beginGeneration(bulk, projection);
  try {
    const build = await createBuild(options, generation);
    await build.approach();
    await analyzeGeneration(bulk, projection, generation);
    await live.pause();
    try {
      await build.close();
      build.report('comparing');
      for (const one of [old.generation, generation]) await sweepOutstanding(bulk, projection.name, one);
      const comparison = await compare(options, old, generation);
      const switched = force || comparison.reasons.length === 0;
      if (switched) {
        build.report('switching');
        await switchGeneration(bulk, projection, generation);
      } else await dropGeneration(bulk, projection, generation);
      const previousGeneration = old.generation;
      return {
        projection: projection.name,
        previousGeneration,
        generation,
        switched,
        forced: force,
        ...comparison,
        records: build.records(),
      };
    } finally {
      await live.resume();
    }
  } catch (error) {
    // A generation that is live by now is not dropped. The next start drops one that a failing database cannot drop.
    await dropGeneration(bulk, projection, generation).catch(() => undefined);
    throw error;
  }
}

async function compare({ bulk, projection }: BuildOptions, old: Pick<Generation, 'generation' | 'fingerprint'>, generation: number) {
  const before = await digestGeneration(bulk, projection, old.generation);
  const after = await digestGeneration(bulk, projection, generation);
  const comparable = old.fingerprint === fingerprintOf(projection);
  const same = comparable && before.sha256 === after.sha256;
  if (same || !comparable) return { before, after, comparable, same, differences: [], reasons: [] };
  const differences = await differingRows(bulk, projection, { before: old.generation, after: generation }, differencesMax);
  const tables = [...new Set(differences.map(({ table }) => table))].join(', ');
  const reason = `rows of ${tables} differ from what the log gives now; there are ${before.rows} rows before and ${after.rows} after`;
  return { before, after, comparable, same, differences, reasons: [reason] };
}

/**
 * Makes the previous generation live again. It is first fed up to the position of the present one, so that no reader goes back in time. The present
 * one becomes the previous.
 *
 * @throws RebuildStopped, NoPreviousGeneration
 */
export async function switchBack(options: BuildOptions): Promise<{ readonly generation: number }> {
  const { bulk, projection, live } = options;
  const previous = (await listGenerations(bulk, projection.name)).find(({ state }) => state === 'previous');
  if (previous === undefined) throw new NoPreviousGeneration(projection.name);
  const build = await createBuild(options, previous.generation);
  await build.approach();
  await live.pause();
  try {
    await build.close();
    build.report('switching');
    await switchGeneration(bulk, projection, previous.generation);
    return { generation: previous.generation };
  } finally {
    await live.resume();
  }
}

export class NoPreviousGeneration extends Error {
  override readonly name = 'NoPreviousGeneration';
  /** Of the table of errors. */
  readonly code = 'not-found';

  constructor(projection: string) {
    super(`${projection} has no generation to switch back to`);
  }
}
