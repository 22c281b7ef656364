import type { Database } from '@ragtime/database';
import type { DomainEvent } from '@ragtime/domain';
import {
  type Codec,
  createPositionTracker,
  type EventLog,
  type PartitionProgress,
  type PositionTracker,
  type Projector,
  type ProjectorEnd,
  type ProjectorLimits,
  runProjector,
  traceCommits,
} from '@ragtime/event-log';
import { type AnyProjection, createProjectionStore, type Helpers, type LiveProjector, listGenerations } from '@ragtime/read-model';
import { type Logger, type Machine, noTracing, type Tracing } from '@ragtime/runtime';

export interface RunnerOptions {
  readonly projection: AnyProjection;
  readonly database: Database;
  readonly log: EventLog;
  readonly codec: Codec<DomainEvent>;
  readonly helpers: Helpers;
  readonly machine: Machine;
  readonly logger: Logger;
  readonly partitions: number;
  readonly limits: Partial<ProjectorLimits>;
  /** Default: no tracing. */
  readonly tracing?: Tracing;
  /** The projection ended and does not restart by itself. */
  readonly onEnded: (
    end: Exclude<ProjectorEnd, { readonly kind: 'stopped' }> | { readonly kind: 'broken'; readonly cause: unknown },
  ) => void;
}

/** Runs one projection into the live generation. A pause keeps its rows and its tracker. */
export interface Runner extends LiveProjector {
  readonly tracker: PositionTracker;
  progress(): readonly PartitionProgress[];
  caughtUp(): Promise<void>;
  resolve: Projector['resolve'];
}

export function createRunner(options: RunnerOptions): Runner {
  const { projection, database, machine, logger, onEnded } = options;
  const tracker = createPositionTracker({ machine });
  let projector: Projector | undefined;
  let lastProgress: readonly PartitionProgress[] = [];

  function watch(started: Projector): void {
    started.ended.then(
      (end) => {
        if (end.kind !== 'stopped') onEnded(end);
      },
      (cause: unknown) => onEnded({ kind: 'broken', cause }),
    );
  }

  return {
    tracker,
    progress: () => projector?.progress() ?? lastProgress,
    async caughtUp() {
      if (projector === undefined) throw new Error(`${projection.name} is paused`);
      await projector.caughtUp();
    },
    async resolve(partition, key) {
      return projector === undefined ? 'not-stopped' : await projector.resolve(partition, key);
    },
    async pause() {
      const running = projector;
      lastProgress = running?.progress() ?? [];
      projector = undefined;
      await running?.stop();
    },
    async resume() {
      if (projector !== undefined) return;
      const live = (await listGenerations(database.bulk, projection.name)).find(({ state }) => state === 'live');
      if (live === undefined) throw new Error(`${projection.name} has no live generation`);
      projector = runProjector({
        ...options,
        store: createProjectionStore(database.bulk, projection, live.generation),
        tracker,
        onCommitted: traceCommits(options.tracing ?? noTracing, projection.name),
        onStoppedKey: (stopped) =>
          logger.error(
            { projection: projection.name, ...stopped },
            'a record cannot be applied; later records of its key are skipped until an operator resolves the key',
          ),
      });
      watch(projector);
    },
  };
}
