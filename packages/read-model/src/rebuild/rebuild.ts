import { sweepOutstanding } from '../erasure/erase.ts';
import { type Digest, digestGeneration } from '../generations/digest.ts';
import { analyzeGeneration, beginGeneration, dropGeneration, listGenerations, switchGeneration } from '../generations/generations.ts';
import { fingerprintOf } from '../generations/schema.ts';
import { type BuildOptions, createBuild } from './build.ts';

export interface RebuildReport {
  readonly projection: string;
  readonly previousGeneration: number;
  readonly generation: number;
  /** Of both at one position. */
  readonly before: Digest;
  readonly after: Digest;
  /** Both were made by the same code; else they differ by right. */
  readonly comparable: boolean;
  readonly same: boolean;
  readonly records: number;
}

/**
 * Builds the next generation beside the one that answers, up to the same position, compares the two, and switches readers
 * over; the old one stays to be switched back to. Until the switch nothing of the old one is touched, and whatever fails
 * before it leaves it answering.
 *
 * @throws RebuildStopped, AlreadyBuilding
 */
export async function rebuildProjection(options: BuildOptions): Promise<RebuildReport> {
  const { bulk, projection, live } = options;
  const old = (await listGenerations(bulk, projection.name)).find(({ state }) => state === 'live');
  if (old === undefined) throw new TypeError(`${projection.name} has no generation that answers`);
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
      const before = await digestGeneration(bulk, projection, old.generation);
      const after = await digestGeneration(bulk, projection, generation);
      build.report('switching');
      await switchGeneration(bulk, projection, generation);
      const comparable = old.fingerprint === fingerprintOf(projection);
      const same = comparable && before.sha256 === after.sha256;
      return {
        projection: projection.name,
        previousGeneration: old.generation,
        generation,
        before,
        after,
        comparable,
        same,
        records: build.records(),
      };
    } finally {
      await live.resume();
    }
  } catch (error) {
    // A generation that answers by now is not dropped; one that a failing database cannot drop goes at the next start.
    await dropGeneration(bulk, projection, generation).catch(() => undefined);
    throw error;
  }
}

/**
 * The generation before answers again, brought up to where the present one stands first, so that no reader goes back in
 * time; the present one becomes the previous.
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

  constructor(projection: string) {
    super(`${projection} has no generation to switch back to`);
  }
}
