import { createPolledTracker, type PolledTracker, type Positions, type StoppedKey, topics } from '@ragtime/event-log';
import { NodeAway, type ReadSource } from '@ragtime/http-kit';
import { type ErasureReceipt, erasingProjection } from '@ragtime/orchestrator';
import type { OperatedProjection } from '@ragtime/query-api';
import { type Database, eraseFromReadModel, positionsOf, prepareReadModel, projectionNames, stoppedKeysOf } from '@ragtime/read-model';
import { prepareVisibility, visibilityIn, visibilityStopped } from '@ragtime/read-model/visibility';
import { type ReadProjector, startReadProjector } from '@ragtime/read-projector';
import { openOpenSearchIndex, readOpenSearchIndex } from '@ragtime/search-index';
import { type SearchProjector, startSearchProjector } from '@ragtime/search-projector';
import { z } from 'zod';
import type { Turn } from '../roles/one-at-a-time.ts';
import { healthOf, type ProcessOptions } from '../roles/options.ts';
import { operatedPassages, operatedRows, type Projecting, troubleOf } from '../roles/projecting.ts';
import type { DistributedAdapters } from './adapters.ts';
import type { Node } from './nodes.ts';
import { remoteProjection, serveProjections } from './operating.ts';
import type { DistributedConfig } from './servers.ts';
import type { Turns } from './turns.ts';

/** What is read is written by whichever process has its turn: how far that is, the database says. */
export async function startProjecting(
  config: DistributedConfig,
  adapters: DistributedAdapters,
  { node, turns }: { readonly node: Node; readonly turns: Turns },
  options: ProcessOptions,
): Promise<Projecting> {
  const { roles, machine, logLevels, tracing, shutdown } = options;
  const { log, codec, vault, blobs, database, embedder } = adapters;
  const { pool, bulk } = database;
  await prepareReadModel(bulk, 'reader');
  await prepareVisibility(bulk);
  const common = { log, codec, vault, blobs, database, machine, tracing };
  const { openSearchUrl: url, openSearchReplicas, installation: prefix } = config;
  const { modelId, dimensions } = embedder;
  const indexOptions = { ...{ url, prefix, modelId, dimensions, machine }, replicas: Number(openSearchReplicas) };
  const index = readOpenSearchIndex(indexOptions);
  shutdown.add('search index', () => index.close(), { timeoutMs: 500 });
  const visibility = visibilityIn(pool);

  const rows = roles.has('read-projector')
    ? await turns.oneAtATime('read-projector', async () => await startReadProjector({ ...common, logger: logLevels.of('read-projector') }))
    : undefined;
  if (rows !== undefined) shutdown.add('read projector', () => rows.stop(), { timeoutMs: 1_500 });
  const passages = roles.has('search-projector')
    ? await turns.oneAtATime('search-projector', async () => {
        const own = await openOpenSearchIndex(indexOptions);
        const projector = await startSearchProjector({ ...common, logger: logLevels.of('search-projector'), index: own, embedder });
        return {
          ...projector,
          async stop() {
            await projector.stop();
            await own.close();
          },
        };
      })
    : undefined;
  if (passages !== undefined) shutdown.add('search projector', () => passages.stop(), { timeoutMs: 1_500 });

  const trackers: PolledTracker[] = [];
  async function sourceOf(of: readonly string[], committed: () => Promise<Positions>, stopped: () => Promise<readonly StoppedKey[]>) {
    let keys: readonly StoppedKey[] = [];
    const tracker = await createPolledTracker({
      machine,
      async load() {
        keys = await stopped();
        return await committed();
      },
    });
    trackers.push(tracker);
    shutdown.add('positions', () => tracker.stop(), { timeoutMs: 500 });
    return { topics: of, committed, tracker, trouble: () => tracker.trouble(), stopped: () => keys } satisfies ReadSource;
  }
  const sourceOfRows = async (name: (typeof projectionNames)[number], of: readonly string[]) =>
    await sourceOf(
      of,
      async () => await positionsOf(pool, name),
      async () => await stoppedKeysOf(pool, name),
    );
  const reads = {
    directory: await sourceOfRows('directory', [topics.tenantEvents]),
    library: await sourceOfRows('library', [topics.documentEvents]),
    audit: await sourceOfRows('audit', [topics.tenantEvents, topics.documentEvents]),
    search: await sourceOf(
      [topics.documentEvents],
      async () => await visibility.position(),
      async () => await visibilityStopped(pool),
    ),
  };

  serveProjections(node, () => [
    ...(rows?.current() === undefined ? [] : operatedRows(rows.current() as ReadProjector)),
    ...(passages?.current() === undefined ? [] : [operatedPassages(passages.current() as SearchProjector)]),
  ]);
  node.answer('erase-passages', async (place) => {
    const projector = passages?.current();
    if (projector === undefined) throw new NodeAway('no search-projector is at work here');
    return await projector.erase(ErasedPlace.parse(place));
  });

  const remote = { turns, timers: machine.timers };
  const operated: readonly OperatedProjection[] = [
    ...projectionNames.map((name) => remoteProjection(name, 'read-projector', remote)),
    remoteProjection('search', 'search-projector', remote),
  ];
  return {
    ...{ index, visibility, reads, operated },
    stores: {
      'read-model': erasingProjection([reads.library.tracker, reads.audit.tracker], async (receipt) => await eraseRows(database, receipt)),
      // Where it is at work: only there every index that is kept is known, one that is being built among them.
      index: erasingProjection([reads.search.tracker], async ({ tenantId, datasetId, documentId }) =>
        z.number().parse(await turns.ask('search-projector', 'erase-passages', { tenantId, datasetId, documentId }, { timeoutMs: 60_000 })),
      ),
    },
    healths: () => [
      ...(rows === undefined
        ? []
        : [
            healthOf(
              'read-projector',
              troubleOfTurn(rows, (projector) => projectionNames.flatMap((name) => projector.progress(name))),
            ),
          ]),
      ...(passages === undefined
        ? []
        : [
            healthOf(
              'search-projector',
              troubleOfTurn(passages, (projector) => projector.progress()),
            ),
          ]),
    ],
    readTrouble: () => trackers.map((tracker) => tracker.trouble()).find((trouble) => trouble !== undefined),
    caughtUp: async () => await Promise.resolve(),
  };
}

const ErasedPlace = z.object({ tenantId: z.string(), datasetId: z.string(), documentId: z.union([z.string(), z.undefined()]) });

const eraseRows = async ({ bulk }: Database, receipt: ErasureReceipt): Promise<number> => await eraseFromReadModel(bulk, receipt);

/** Whoever waits for its turn is ready for it. */
const troubleOfTurn = <Part>(turn: Turn<Part>, progressOf: (part: Part) => Parameters<typeof troubleOf>[0]): string | undefined => {
  const part = turn.current();
  return part === undefined ? undefined : troubleOf(progressOf(part));
};
