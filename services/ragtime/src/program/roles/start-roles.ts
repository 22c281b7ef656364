import { fileURLToPath } from 'node:url';
import { type Access, startAccess } from '@ragtime/access';
import { commandApi } from '@ragtime/command-api';
import { consolePlugin } from '@ragtime/console';
import { isDatabaseAway } from '@ragtime/database';
import { eventPartitions } from '@ragtime/domain';
import { createHttpServer, createShownPositions, type HttpServer } from '@ragtime/http-kit';
import { sealedReader } from '@ragtime/key-vault';
import { type Operations, operationsApi, serveLogLevels } from '@ragtime/operations-api';
import { queryApi } from '@ragtime/query-api';
import { createQueries, type Queries } from '@ragtime/read-model';
import { createChunks, createSearch } from '@ragtime/search';
import { readTlsFiles } from '../tls-files.ts';
import { tracedBus } from '../traced-bus.ts';
import type { Healths } from './healths.ts';
import { healthOf, type RolesOptions } from './options.ts';
import { startWorking, type Working } from './working.ts';

/** How long a start waits for the projectors: long enough after a short stop that the first answers are fresh. */
const readyWithinMs = 300;

const errorPages = fileURLToPath(new URL('../../../../../docs/errors', import.meta.url));

/**
 * Starts the chosen roles in one process, each on what the one before it provides. Returns the app, which does not listen yet and reports the
 * health of the roles.
 */
export async function startRoles(options: RolesOptions): Promise<HttpServer> {
  const { adapters, projecting, config, roles, version, machine, logLevels, tracing, metrics, shutdown } = options;
  const logger = logLevels.of('http');
  const bus = tracedBus(options.deciding.bus, tracing);
  const { log, codec, vault, database, embedder } = adapters;
  const working = await startWorking(options);
  metrics.watchProjections(projecting.progress, shutdown);

  const access = startAccess({ log, codec, vault, machine });
  shutdown.add('access', () => access.stop(), { timeoutMs: 500 });
  await access.ready;
  const shown = createShownPositions(machine);
  const apiHealths = healthsOfApis(options, access);
  const tls = await readTlsFiles({ cert: config.tlsCertFile, key: config.tlsKeyFile }, { cert: 'tlsCertFile', key: 'tlsKeyFile' });
  const app = await createHttpServer({
    tls,
    machine,
    logger,
    tracing,
    access,
    shown,
    version,
    errorPages,
    trustedProxies: config.trustProxy ?? [],
    rateLimits: {
      requestsPerMinute: { perKey: config.requestsPerKey, perAddress: config.requestsPerAddress },
      loopbackToo: config.limitLoopback,
    },
    streamsPerKeyMax: config.streamsPerKey,
    bodyPace: { bytesPerSecondMin: config.bodyBytesPerSecondMin, overSeconds: config.bodyStallSeconds },
    hostNames: hostNamesOf(config),
    origins: config.corsOrigins ?? [],
    isReadModelAway: isDatabaseAway,
    metrics: metrics.prometheus,
    metricsArePublic: isLoopback(config.host),
    health: () => [...apiHealths(), ...projecting.healths(), ...working.healths()].map(options.withServers ?? ((health) => health)),
  });
  shutdown.add('http', () => app.close(), { timeoutMs: 1_500 });
  const queries = createQueries(database, sealedReader(vault));
  const { index, visibility, reads } = projecting;
  const needs = {
    ...adapters,
    machine,
    logger,
    queries,
    reads,
    bus,
    chunks: createChunks({ index, visibility }),
    gate: { partitions: eventPartitions, shown },
  };
  if (roles.has('command-api')) {
    commandApi(app, {
      ...needs,
      library: queries,
      passages: needs.chunks,
      uploadBytesMax: config.uploadBytesMax,
      embeddingModels: [embedder.modelId],
    });
  }
  if (roles.has('query-api')) {
    const search = createSearch({ index, visibility, embedder, machine });
    await queryApi(app, {
      ...needs,
      search,
      limits: { uploadBytesMax: config.uploadBytesMax },
      ...(options.searchTrouble === undefined ? {} : { searchTrouble: options.searchTrouble }),
    });
  }
  if (servesOperations(roles)) operationsApi(app, { machine, logger, operations: operationsOf(options, queries, working) });
  serveLogLevels(app, logLevels);
  if (roles.has('console')) await consolePlugin(app);
  // A log that grew for years is not read in a moment. Clients that only write need not wait, and `/readyz` says what is missing.
  const ready = Promise.all([projecting.caughtUp(), working.caughtUp()]);
  await Promise.race([ready, machine.timers.sleep(readyWithinMs)]);
  return app;
}

export const isLoopback = (host: string): boolean => host === '::1' || host === 'localhost' || host.startsWith('127.');

/** An address of the network is open to any caller as it is, and its names are known to the network alone. */
const hostNamesOf = ({ host, hostNames }: Pick<RolesOptions['config'], 'host' | 'hostNames'>): readonly string[] | undefined =>
  isLoopback(host) ? [host, ...(hostNames ?? [])] : hostNames;

/** Configurations of 0.1.0 name `query-api` alone for a process that also answers operators. */
const servesOperations = (roles: RolesOptions['roles']): boolean => roles.has('operations-api') || roles.has('query-api');

function healthsOfApis({ deciding, projecting, roles }: RolesOptions, access: Access): Healths {
  const keysTrouble = () =>
    access.isBehind() ? 'the API keys have not been read to the end of the log within the last two seconds' : undefined;
  const writeTrouble = () => {
    const ill = deciding.owned().find(({ state }) => state !== 'serving');
    return ill === undefined ? undefined : `${ill.topic}/${ill.partition} is ${ill.state}`;
  };
  return () => [
    ...(roles.has('command-api') ? [healthOf('command-api', keysTrouble() ?? writeTrouble())] : []),
    ...(roles.has('query-api') ? [healthOf('query-api', keysTrouble() ?? projecting.readTrouble())] : []),
    ...(roles.has('operations-api') ? [healthOf('operations-api', keysTrouble())] : []),
    ...(roles.has('console') ? [healthOf('console', undefined)] : []),
  ];
}

function operationsOf({ projecting, deciding, disk }: RolesOptions, queries: Queries, { queues }: Working): Operations {
  return {
    projections: projecting.operated,
    queues,
    partitions: deciding.partitions,
    storage: async () => ({ disk: await disk(), databaseBytes: await queries.databaseSizeBytes() }),
  };
}
