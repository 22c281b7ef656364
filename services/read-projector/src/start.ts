import type { Database } from '@ragtime/database';
import { type DomainEvent, eventPartitions } from '@ragtime/domain';
import {
  type Codec,
  type EventLog,
  findMisfits,
  type PartitionName,
  type PartitionProgress,
  type PositionTracker,
  type ProjectorLimits,
} from '@ragtime/event-log';
import { createSealedOpener, type KeyVault } from '@ragtime/key-vault';
import {
  AlreadyBuilding,
  type ErasedPlace,
  eraseFromReadModel,
  type LiveGeneration,
  type ProjectionName,
  placesOf,
  prepareReadModel,
  projectionNames,
  projections,
  type RebuildProgress,
  type RebuildReport,
  rebuildProjection,
  replaceProjection,
  switchBack,
} from '@ragtime/read-model';
import type { Logger, Machine, Tracing } from '@ragtime/runtime';
import { createRunner, type Runner, type RunnerOptions } from './runner.ts';

export interface ReadProjectorOptions {
  readonly database: Database;
  readonly log: EventLog;
  readonly codec: Codec<DomainEvent>;
  readonly vault: Pick<KeyVault, 'open'>;
  readonly machine: Machine;
  readonly logger: Logger;
  /** Default: no tracing. */
  readonly tracing?: Tracing;
  /** Partitions of each event topic. Default: as many as exist. */
  readonly partitions?: number;
  readonly limits?: Partial<ProjectorLimits>;
  /** A projection ended for good. Reads of it become stale. */
  readonly onEnded?: (projection: ProjectionName, end: Parameters<RunnerOptions['onEnded']>[0]) => void;
}

export interface ReadProjector {
  /** The tracker of each projection. Reads wait on it and report its positions. */
  readonly trackers: Readonly<Record<ProjectionName, PositionTracker>>;
  /** The generation with which each projection began at this start. */
  readonly generations: Readonly<Record<ProjectionName, LiveGeneration>>;
  progress(name: ProjectionName): readonly PartitionProgress[];
  /** Records of the log that each projection has not read yet, as far as it has seen the log's end. */
  lag(): Readonly<Record<ProjectionName, number>>;
  /** Resolves once every projection has read up to the end that it saw at the call. */
  caughtUp(): Promise<void>;
  /**
   * One rebuild at a time per projection. The report says whether the new generation is live; without `force` it becomes live only where both hold
   * the same rows. @throws AlreadyBuilding, RebuildStopped; the live generation then stays live.
   */
  rebuild(
    name: ProjectionName,
    options?: {
      readonly onProgress?: (progress: RebuildProgress) => void;
      readonly signal?: AbortSignal;
      /** Switches even where the rows differ. */
      readonly force?: boolean;
    },
  ): Promise<RebuildReport>;
  /** @throws NoPreviousGeneration, AlreadyBuilding, RebuildStopped */
  switchBack(name: ProjectionName): Promise<{ readonly generation: number }>;
  /** Retries a stopped key. */
  resolve(name: ProjectionName, partition: PartitionName, key: string): Promise<'resolved' | 'still-failing' | 'not-stopped'>;
  /** Removes the rows of a deleted document or dataset, from the files as well. @returns the number of removed rows. @throws NotDeletedYet */
  erase(place: ErasedPlace): Promise<number>;
  stop(): Promise<void>;
}

/** Follows the event topics and keeps the read models up to date. @throws LogDiverged */
export async function startReadProjector(options: ReadProjectorOptions): Promise<ReadProjector> {
  const { database, logger, partitions = eventPartitions, limits = {}, onEnded } = options;
  const helpers = { open: createSealedOpener(options) };
  const generations = { ...(await prepareReadModel(database.bulk)), ...(await replaceMisfits(options)) };
  const runnerOf = (name: ProjectionName): Runner =>
    createRunner({
      ...options,
      partitions,
      helpers,
      projection: projections[name],
      limits: {
        batchRecordsMax: 200,
        ...limits,
      },
      onEnded(end) {
        logger.error(
          {
            projection: name,
            end,
          },
          'a projection ended for good; its rows become stale',
        );
        onEnded?.(name, end);
      },
    });
  const runners = { directory: runnerOf('directory'), library: runnerOf('library'), audit: runnerOf('audit') };
  const all = projectionNames.map((name) => runners[name]);
  const building = new AbortController();
  await Promise.all(all.map((runner) => runner.resume()));

  const underWay = new Map<ProjectionName, Promise<unknown>>();
  async function alone<Result>(name: ProjectionName, work: () => Promise<Result>): Promise<Result> {
    building.signal.throwIfAborted();
    if (underWay.has(name)) throw new AlreadyBuilding(name);
    const working = work();
    underWay.set(name, working);
    try {
      return await working;
    } finally {
      underWay.delete(name);
    }
  }

  const buildOptions = (name: ProjectionName, signal?: AbortSignal) => ({
    ...options,
    helpers,
    projection: projections[name],
    bulk: database.bulk,
    live: runners[name],
    signal: signal === undefined ? building.signal : AbortSignal.any([building.signal, signal]),
  });

  return {
    trackers: { directory: runners.directory.tracker, library: runners.library.tracker, audit: runners.audit.tracker },
    generations,
    progress: (name) => runners[name].progress(),
    lag: () => ({ directory: lagOf(runners.directory), library: lagOf(runners.library), audit: lagOf(runners.audit) }),
    caughtUp: async () => void (await Promise.all(all.map((runner) => runner.caughtUp()))),
    rebuild: async (name, { onProgress, signal, force = false } = {}) =>
      await alone(name, async () => {
        const report = await rebuildProjection({
          ...buildOptions(name, signal),
          force,
          ...(onProgress === undefined ? {} : { onProgress }),
        });
        if (!report.switched) logger.error(report, 'a rebuilt projection differs from the generation that answers; that one still answers');
        else if (report.reasons.length > 0)
          logger.warn(report, 'a rebuilt projection differs from the previous generation; it is live, as an operator ordered');
        return report;
      }),
    switchBack: async (name) => await alone(name, async () => await switchBack(buildOptions(name))),
    resolve: async (name, partition, key) => await runners[name].resolve(partition, key),
    async erase(place) {
      const removed = await eraseFromReadModel(database.bulk, place);
      await database.scrub();
      return removed;
    },
    async stop() {
      building.abort(new Error('the read projector was stopped'));
      // A rebuild resumes its projector when it ends, also after a failure.
      await Promise.allSettled(underWay.values());
      await Promise.all(all.map((runner) => runner.pause()));
    },
  };
}

const lagOf = (runner: Runner): number =>
  runner.progress().reduce((sum, { end, position }) => sum + Math.max(0, (end ?? 0) - (position?.offset ?? 0)), 0);

/** Throws away the rows that were folded from records that the log does not hold. */
async function replaceMisfits(options: ReadProjectorOptions): Promise<Partial<Record<ProjectionName, LiveGeneration>>> {
  const { bulk } = options.database;
  const replaced: Partial<Record<ProjectionName, LiveGeneration>> = {};
  for (const name of projectionNames) {
    const [misfit] = await findMisfits(options, name, await placesOf(bulk, name));
    if (misfit === undefined) continue;
    const { partition, position } = misfit;
    options.logger.warn(
      { projection: name, partition, offset: position.offset },
      'the rows of a projection do not fit the log; they are thrown away and folded from this log',
    );
    replaced[name] = await replaceProjection(bulk, name);
  }
  return replaced;
}
