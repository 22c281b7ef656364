import { eventTopicNames, topics } from '@ragtime/domain';
import { createPositionTracker, type Positions, type PositionTracker, troubleOf } from '@ragtime/event-log';
import type { ReadSource } from '@ragtime/http-kit';
import { type ErasingStore, erasingProjection } from '@ragtime/orchestrator';
import { positionsOf, prepareReadModel, projectionNames } from '@ragtime/read-model';
import { type ReadProjector, rowOperations, startReadProjector } from '@ragtime/read-projector';
import type { Machine } from '@ragtime/runtime';
import { openEmbeddedIndex } from '@ragtime/search';
import { prepareVisibility, visibilityIn } from '@ragtime/search/visibility';
import { indexOperations, type SearchProjector, startSearchProjector } from '@ragtime/search-projector';
import type { Adapters } from '../adapters.ts';
import type { Deciding } from '../deciding.ts';
import { createLagWatch } from '../roles/lag-watch.ts';
import { healthOf, type ProcessOptions } from '../roles/options.ts';
import { type Projecting, progressOf, rowsLagOf } from '../roles/projecting.ts';

/** A process without a projector leaves its tables as they are: their rows become stale, and their position says so. */
export async function startProjecting({
  adapters,
  deciding,
  roles,
  machine,
  logLevels,
  tracing,
  metrics,
  shutdown,
}: ProcessOptions & { readonly adapters: Adapters; readonly deciding: Deciding }): Promise<Projecting> {
  const { log, codec, vault, blobs, database, embedder } = adapters;
  const { pool, bulk } = database;
  const common = { log, codec, vault, blobs, database, machine, tracing };
  // This runs before any projector starts: a projector that catches up would keep the database's only session busy.
  await prepareReadModel(bulk);
  await prepareVisibility(bulk);
  const index = metrics.index(await openEmbeddedIndex({ pool, bulk, modelId: embedder.modelId, dimensions: embedder.dimensions }));
  const visibility = visibilityIn(pool);
  async function startRows(): Promise<ReadProjector> {
    const started = await startReadProjector({ ...common, logger: logLevels.of('read-projector') });
    shutdown.add('read projector', () => started.stop(), { timeoutMs: 1_500 });
    return started;
  }
  async function startPassages(): Promise<SearchProjector> {
    const started = await startSearchProjector({ ...common, logger: logLevels.of('search-projector'), index, embedder });
    shutdown.add('search projector', () => started.stop(), { timeoutMs: 1_500 });
    return started;
  }
  // Both start at once: while one catches up, the other would have to wait.
  const [readProjector, searchProjector] = await Promise.all([
    roles.has('read-projector') ? startRows() : undefined,
    roles.has('search-projector') ? startPassages() : undefined,
  ]);

  // The positions apply where a projector runs. Without one, the rows become stale, and their position says so.
  const atStart: Positions = new Map(deciding.owned().map((owner) => [`${owner.topic}/${owner.partition}`, owner.position()]));
  const sourceOf = async (name: 'directory' | 'library' | 'audit', of: readonly string[]): Promise<ReadSource> => {
    const committed = async () => await positionsOf(pool, name);
    return {
      committed,
      topics: of,
      ...(readProjector === undefined ? {} : { floor: atStart }),
      tracker: readProjector?.trackers[name] ?? standing(machine, await committed()),
      stopped: () => readProjector?.progress(name).flatMap(({ stopped }) => stopped) ?? [],
    };
  };
  const committed = async () => await visibility.position();
  const caughtUp = { rows: readProjector === undefined, passages: searchProjector === undefined };
  const first = Promise.all([
    readProjector?.caughtUp().then(() => void (caughtUp.rows = true)),
    searchProjector?.caughtUp().then(() => void (caughtUp.passages = true)),
  ]);
  first.catch(() => undefined); // its callers get the error
  const [watchRows, watchPassages] = [createLagWatch(machine), createLagWatch(machine)];
  return {
    index,
    visibility,
    reads: {
      directory: await sourceOf('directory', [topics.tenantEvents]),
      library: await sourceOf('library', [topics.documentEvents]),
      audit: await sourceOf('audit', eventTopicNames),
      search: {
        committed,
        topics: [topics.documentEvents],
        ...(searchProjector === undefined ? {} : { floor: atStart }),
        tracker: searchProjector?.tracker ?? standing(machine, await committed()),
        stopped: () => searchProjector?.progress().flatMap(({ stopped }) => stopped) ?? [],
      },
    },
    stores: {
      'read-model': readProjector === undefined ? untilProjected : erasingRows(readProjector),
      index: searchProjector === undefined ? untilProjected : erasingPassages(searchProjector),
    },
    operated: [
      ...(readProjector === undefined ? [] : rowOperations(readProjector)),
      ...(searchProjector === undefined ? [] : [indexOperations(searchProjector)]),
    ],
    healths: () => [
      ...(readProjector === undefined
        ? []
        : [
            healthOf(
              'read-projector',
              troubleOf(projectionNames.flatMap((name) => readProjector.progress(name))) ?? behind(caughtUp.rows),
              watchRows(rowsLagOf(readProjector)),
            ),
          ]),
      ...(searchProjector === undefined
        ? []
        : [
            healthOf(
              'search-projector',
              troubleOf(searchProjector.progress()) ?? behind(caughtUp.passages),
              watchPassages(searchProjector.lag()),
            ),
          ]),
    ],
    progress: () => progressOf(readProjector, searchProjector),
    readTrouble: () => undefined,
    caughtUp: async () => void (await first),
  };
}

/** The position of rows that no projector moves on. */
function standing(machine: Machine, at: Positions): PositionTracker {
  const tracker = createPositionTracker({ machine });
  for (const [partition, position] of at) tracker.advance(partition, position);
  return tracker;
}

const behind = (isCaughtUp: boolean): string | undefined =>
  isCaughtUp ? undefined : 'it has not yet reached the end that the log had at the start';

const untilProjected: ErasingStore = { erased: async () => await Promise.resolve(undefined) };

const erasingRows = (projector: ReadProjector): ErasingStore =>
  // Only projections that read documents count: the directory reads accounts alone, and never passes a deletion.
  erasingProjection([projector.trackers.library, projector.trackers.audit], async (receipt) => await projector.erase(receipt));
const erasingPassages = (projector: SearchProjector): ErasingStore =>
  erasingProjection([projector.tracker], async (receipt) => await projector.erase(receipt));
