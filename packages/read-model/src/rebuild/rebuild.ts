import { sweepOutstanding } from '../erasure/erase.ts';
import { type Digest, digestGeneration } from '../generations/digest.ts';
import { analyzeGeneration, beginGeneration, dropGeneration, listGenerations, switchGeneration } from '../generations/generations.ts';
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
  readonly records: number;
}

/**
 * Builds the next generation beside the live one up to the same position, compares the two, and switches readers over. The old generation stays as
 * the previous one. The old one is not changed before the switch, so it stays live when anything fails before.
 *
 * @throws RebuildStopped, AlreadyBuilding
 */
export async function rebuildProjection(options: BuildOptions): Promise<RebuildReport> {
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
    // A generation that is live by now is not dropped. The next start drops one that a failing database cannot drop.
    await dropGeneration(bulk, projection, generation).catch(() => undefined);
    throw error;
  }
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
