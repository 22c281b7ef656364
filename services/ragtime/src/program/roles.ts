import { fileURLToPath } from 'node:url';
import { commandApi } from '@ragtime/command-api';
import { consolePlugin } from '@ragtime/console';
import type { WorkerId } from '@ragtime/domain';
import { eventPartitions, type PartitionName, topics } from '@ragtime/event-log';
import {
  createHttpServer,
  createPrometheusMetrics,
  createShownPositions,
  type HttpServer,
  type ReadSource,
  startAccess,
} from '@ragtime/http-kit';
import { erasingProjection, type Orchestrator, startOrchestrator } from '@ragtime/orchestrator';
import { startParseWorker } from '@ragtime/parse-worker';
import { queryApi } from '@ragtime/query-api';
import { createQueries, positionsOf, projectionNames } from '@ragtime/read-model';
import { type ReadProjector, startReadProjector } from '@ragtime/read-projector';
import { type Config, diskSpace, type Logger, type Machine, randomUuid, type Shutdown } from '@ragtime/runtime';
import { createChunks, createSearch, createVisibility, openEmbeddedIndex } from '@ragtime/search-index';
import { startSearchProjector } from '@ragtime/search-projector';
import type { Adapters } from './embedded/adapters.ts';
import type { Owners } from './owners.ts';

export interface RolesOptions {
  readonly adapters: Adapters;
  readonly owners: Owners;
  readonly config: Config;
  readonly version: string;
  readonly machine: Machine;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
}

type SearchProjector = Awaited<ReturnType<typeof startSearchProjector>>;

const errorPages = fileURLToPath(new URL('../../../../docs/errors', import.meta.url));

/** Starts every role of one process, each on what the one before it gives, and returns the app that is still to listen. */
export async function startRoles(options: RolesOptions): Promise<HttpServer> {
  const { adapters, owners, config, version, machine, logger, shutdown } = options;
  const { log, codec, signals, vault, blobs, database, embedder, parser, slots } = adapters;
  const { bus } = owners;
  const { pool, bulk } = database;
  const common = { log, codec, vault, blobs, database, machine, logger };

  const readProjector = await startReadProjector(common);
  shutdown.add('read projector', () => readProjector.stop(), { timeoutMs: 1_500 });
  const index = await openEmbeddedIndex({ pool, bulk, modelId: embedder.modelId, dimensions: embedder.dimensions });
  const searchProjector = await startSearchProjector({ ...common, index, embedder });
  shutdown.add('search projector', () => searchProjector.stop(), { timeoutMs: 1_500 });

  const workerId = `worker-${randomUuid(machine.random)}` as WorkerId;
  const orchestrator = await startOrchestrator({
    ...common,
    bus,
    signals,
    stores: {
      'read-model': erasingProjection(Object.values(readProjector.trackers), async (receipt) => await readProjector.erase(receipt)),
      index: erasingProjection([searchProjector.tracker], async (receipt) => await searchProjector.erase(receipt)),
    },
    onAlarm: (alarm) => logger.error({ alarm }, 'the orchestrator raises an alarm'),
    // The lock on the folder proves that every worker of an earlier process is dead.
    isCertainlyGone: (id) => id !== workerId,
  });
  shutdown.add('orchestrator', () => orchestrator.stop(), { timeoutMs: 1_000 });
  const worker = await startParseWorker({ ...common, bus, signals, parser, workerId, slots, embedders: [embedder], drainMs: 800 });
  shutdown.add('parse worker', () => worker.stop(), { timeoutMs: 1_500 });

  const access = startAccess({ log, codec, vault, machine });
  shutdown.add('access', () => access.stop(), { timeoutMs: 500 });
  await access.ready;
  const shown = createShownPositions(machine);
  const app = await createHttpServer({
    machine,
    logger,
    access,
    shown,
    version,
    errorPages,
    rateLimits: { requestsPerMinute: { perKey: 6_000, perAddress: 12_000 }, loopbackToo: false },
    metrics: createPrometheusMetrics({ ofProcess: true }),
    metricsArePublic: isLoopback(config.host),
    health: () => [
      { role: 'command-api', ready: [...owners.tenants, ...owners.documents].every(({ state }) => state === 'serving') },
      { role: 'query-api', ready: !access.isBehind() },
      { role: 'orchestrator', ready: orchestrator.isKeepingUp() },
    ],
  });
  shutdown.add('http', () => app.close(), { timeoutMs: 1_500 });
  const visibility = createVisibility(pool);
  const queries = createQueries(database, (sealed) => {
    const opened = vault.open(sealed);
    return opened.kind === 'opened' ? opened.plaintext : undefined;
  });
  const chunks = createChunks({ index, visibility });
  const needs = {
    ...common,
    ...{ bus, signals, queries, chunks },
    reads: readSources(options, readProjector, searchProjector, visibility),
    gate: { partitions: eventPartitions, shown },
  };
  commandApi(app, { ...needs, uploadBytesMax: config.uploadBytesMax, embeddingModels: [embedder.modelId] });
  await queryApi(app, {
    ...needs,
    search: createSearch({ index, visibility, embedder, machine }),
    operations: operationsOf(options, queries, orchestrator, readProjector, searchProjector),
  });
  await consolePlugin(app);
  await Promise.all([readProjector.caughtUp(), searchProjector.caughtUp(), orchestrator.ready]);
  return app;
}

export const isLoopback = (host: string): boolean => host === '::1' || host === 'localhost' || host.startsWith('127.');

function readSources(
  { adapters }: RolesOptions,
  readProjector: ReadProjector,
  searchProjector: SearchProjector,
  visibility: ReturnType<typeof createVisibility>,
) {
  const { pool } = adapters.database;
  const sourceOf = (name: 'directory' | 'library' | 'audit', of: readonly string[]): ReadSource => ({
    tracker: readProjector.trackers[name],
    topics: of,
    committed: async () => await positionsOf(pool, name),
    stopped: () => readProjector.progress(name).flatMap(({ stopped }) => stopped),
  });
  return {
    directory: sourceOf('directory', [topics.tenantEvents]),
    library: sourceOf('library', [topics.documentEvents]),
    audit: sourceOf('audit', [topics.tenantEvents, topics.documentEvents]),
    search: {
      tracker: searchProjector.tracker,
      topics: [topics.documentEvents],
      committed: async () => await visibility.position(),
      stopped: () => searchProjector.progress().flatMap(({ stopped }) => stopped),
    },
  };
}

function operationsOf(
  { config, owners }: RolesOptions,
  queries: ReturnType<typeof createQueries>,
  orchestrator: Orchestrator,
  readProjector: ReadProjector,
  searchProjector: SearchProjector,
): Parameters<typeof queryApi>[1]['operations'] {
  const troubleOf = (progress: readonly { readonly trouble: string | undefined }[]) =>
    progress.find(({ trouble }) => trouble !== undefined)?.trouble;
  return {
    queues: () => orchestrator.queues(),
    partitions: () =>
      [...owners.tenants, ...owners.documents].map((owner) => ({
        topic: owner.topic,
        partition: owner.partition,
        state: owner.state,
        owner: `http://${config.host}:${config.port}`,
        offset: owner.position().offset,
      })),
    storage: async () => ({ disk: await diskSpace(config.dataFolder), databaseBytes: await queries.databaseSizeBytes() }),
    projections: [
      ...projectionNames.map((name) => ({
        name,
        lag: () => readProjector.lag()[name],
        stopped: () => readProjector.progress(name).flatMap(({ stopped }) => stopped),
        trouble: () => troubleOf(readProjector.progress(name)),
        rebuild: async (of: { readonly onProgress: (progress: object) => void; readonly signal: AbortSignal }) =>
          await readProjector.rebuild(name, of),
        switchBack: async () => await readProjector.switchBack(name),
        resolve: async (partition: PartitionName, key: string) => await readProjector.resolve(name, partition, key),
      })),
      {
        name: 'search',
        lag: () => searchProjector.lag(),
        stopped: () => searchProjector.progress().flatMap(({ stopped }) => stopped),
        trouble: () => troubleOf(searchProjector.progress()),
        rebuild: async (of) => await searchProjector.rebuild(of),
        switchBack: async () => await searchProjector.switchBack(),
        resolve: async (partition, key) => await searchProjector.resolve(partition, key),
      },
    ],
  };
}
