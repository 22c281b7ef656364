import { createPositionTracker, type Positions, type PositionTracker, topics } from '@ragtime/event-log';
import type { ReadSource } from '@ragtime/http-kit';
import { type ErasingStore, erasingProjection } from '@ragtime/orchestrator';
import type { OperatedProjection } from '@ragtime/query-api';
import { positionsOf, prepareReadModel, projectionNames } from '@ragtime/read-model';
import { prepareVisibility, type Visibility, visibilityIn } from '@ragtime/read-model/visibility';
import { type ReadProjector, startReadProjector } from '@ragtime/read-projector';
import type { Machine } from '@ragtime/runtime';
import { openEmbeddedIndex, type SwitchableIndex } from '@ragtime/search-index';
import { type SearchProjector, startSearchProjector } from '@ragtime/search-projector';
import { type Healths, healthOf, type RolesOptions } from './options.ts';

/** What the projectors give to the other roles, whether they run in this process or not. */
export interface Projecting {
  readonly index: SwitchableIndex;
  readonly visibility: Visibility;
  readonly reads: Readonly<Record<'directory' | 'library' | 'audit' | 'search', ReadSource>>;
  readonly stores: Readonly<Record<'read-model' | 'index', ErasingStore>>;
  readonly operated: readonly OperatedProjection[];
  readonly healths: Healths;
  caughtUp(): Promise<void>;
}

/** A projector that was left out leaves its tables as they are: what is read of them grows old, and says so by its position. */
export async function startProjecting({ adapters, owners, roles, machine, logger, shutdown }: RolesOptions): Promise<Projecting> {
  const { log, codec, vault, blobs, database, embedder } = adapters;
  const { pool, bulk } = database;
  const common = { log, codec, vault, blobs, database, machine, logger };
  // Before any projector: what it has to catch up on would stand before this in the database's one session.
  await prepareReadModel(bulk);
  await prepareVisibility(bulk);
  const index = await openEmbeddedIndex({ pool, bulk, modelId: embedder.modelId, dimensions: embedder.dimensions });
  const visibility = visibilityIn(pool);
  async function startRows(): Promise<ReadProjector> {
    const started = await startReadProjector(common);
    shutdown.add('read projector', () => started.stop(), { timeoutMs: 1_500 });
    return started;
  }
  async function startPassages(): Promise<SearchProjector> {
    const started = await startSearchProjector({ ...common, index, embedder });
    shutdown.add('search projector', () => started.stop(), { timeoutMs: 1_500 });
    return started;
  }
  // At once: what the first of them has to catch up on would hold the other up.
  const [readProjector, searchProjector] = await Promise.all([
    roles.has('read-projector') ? startRows() : undefined,
    roles.has('search-projector') ? startPassages() : undefined,
  ]);

  const both = [topics.tenantEvents, topics.documentEvents];
  // Where a projector runs. Elsewhere what is read grows old, and says so by its position.
  const atStart: Positions = new Map(
    [...owners.tenants, ...owners.documents].map((owner) => [`${owner.topic}/${owner.partition}`, owner.position()]),
  );
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
  first.catch(() => undefined); // whoever waits for it is told
  return {
    index,
    visibility,
    reads: {
      directory: await sourceOf('directory', [topics.tenantEvents]),
      library: await sourceOf('library', [topics.documentEvents]),
      audit: await sourceOf('audit', both),
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
      ...(readProjector === undefined ? [] : operatedRows(readProjector)),
      ...(searchProjector === undefined ? [] : [operatedPassages(searchProjector)]),
    ],
    healths: () => [
      ...(readProjector === undefined
        ? []
        : [
            healthOf('read-projector', troubleOf(projectionNames.flatMap((name) => readProjector.progress(name))) ?? behind(caughtUp.rows)),
          ]),
      ...(searchProjector === undefined
        ? []
        : [healthOf('search-projector', troubleOf(searchProjector.progress()) ?? behind(caughtUp.passages))]),
    ],
    caughtUp: async () => void (await first),
  };
}

/** The position of rows that nobody moves on. */
function standing(machine: Machine, at: Positions): PositionTracker {
  const tracker = createPositionTracker({ machine });
  for (const [partition, position] of at) tracker.advance(partition, position);
  return tracker;
}

const behind = (isCaughtUp: boolean): string | undefined =>
  isCaughtUp ? undefined : 'it has yet to reach the end that the log had at the start';

const untilProjected: ErasingStore = { erased: async () => await Promise.resolve(undefined) };

const erasingRows = (projector: ReadProjector): ErasingStore =>
  // Of those that read documents: the directory reads accounts alone, and never comes past a deletion.
  erasingProjection([projector.trackers.library, projector.trackers.audit], async (receipt) => await projector.erase(receipt));
const erasingPassages = (projector: SearchProjector): ErasingStore =>
  erasingProjection([projector.tracker], async (receipt) => await projector.erase(receipt));

type Progress = ReturnType<SearchProjector['progress']>;

/** Why a projector does not serve just now. A key that is stopped is told by its reads, and hinders no other. */
function troubleOf(progress: Progress): string | undefined {
  const ill = progress.find(({ state }) => state !== 'following');
  if (ill === undefined) return undefined;
  return `${ill.partition} is ${ill.state}${ill.trouble === undefined ? '' : `: ${ill.trouble}`}`;
}

const operatedRows = (projector: ReadProjector): readonly OperatedProjection[] =>
  projectionNames.map((name) => ({
    name,
    lag: () => projector.lag()[name],
    stopped: () => projector.progress(name).flatMap(({ stopped }) => stopped),
    trouble: () => troubleOf(projector.progress(name)),
    rebuild: async (of) => await projector.rebuild(name, of),
    switchBack: async () => await projector.switchBack(name),
    resolve: async (partition, key) => await projector.resolve(name, partition, key),
  }));

const operatedPassages = (projector: SearchProjector): OperatedProjection => ({
  name: 'search',
  lag: () => projector.lag(),
  stopped: () => projector.progress().flatMap(({ stopped }) => stopped),
  trouble: () => troubleOf(projector.progress()),
  rebuild: async (of) => await projector.rebuild(of),
  switchBack: async () => await projector.switchBack(),
  resolve: async (partition, key) => await projector.resolve(partition, key),
});
