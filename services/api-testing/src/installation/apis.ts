import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeApiKey, readApiKey, startAccess } from '@ragtime/access';
import type { DomainBus } from '@ragtime/application';
import { commandIdFrom, internalSubmission } from '@ragtime/application/submission';
import { type BlobStore, openFolderBlobStore } from '@ragtime/blob-store';
import { commandApi } from '@ragtime/command-api';
import { openEmbeddedDatabase } from '@ragtime/database';
import {
  type DomainCommand,
  eventPartitions,
  eventTopicNames,
  type KeyScope,
  keyScopes,
  type TenantId,
  topics,
  type UserId,
  type WorkerId,
} from '@ragtime/domain';
import type { Signals } from '@ragtime/event-log';
import type { MemoryLog } from '@ragtime/event-log/testing';
import {
  createHttpServer,
  createPrometheusMetrics,
  createShownPositions,
  type HttpServer,
  type HttpServerOptions,
  type ReadSource,
} from '@ragtime/http-kit';
import { type KeyVault, sealedReader } from '@ragtime/key-vault';
import { hashEmbedder } from '@ragtime/models';
import { operationsApi, serveLogLevels } from '@ragtime/operations-api';
import { erasingProjection, startOrchestrator } from '@ragtime/orchestrator';
import { startParseWorker } from '@ragtime/parse-worker';
import { createParser } from '@ragtime/parsing';
import { queryApi } from '@ragtime/query-api';
import { createQueries, positionsOf, type Queries } from '@ragtime/read-model';
import { rowOperations, startReadProjector } from '@ragtime/read-projector';
import { createLogLevels, realMachine as machine, silentLogger, uuidFromParts } from '@ragtime/runtime';
import { createChunks, createSearch, openEmbeddedIndex } from '@ragtime/search';
import { visibilityIn } from '@ragtime/search/visibility';
import { indexOperations, startSearchProjector } from '@ragtime/search-projector';
import { startWorld } from '@ragtime/testkit/world';

const templateFile = join(tmpdir(), 'ragtime-tests', 'pglite-0.5.14.tar.gz');

export interface Tenant {
  readonly tenantId: TenantId;
  readonly userId: UserId;
  /** By what it may do. */
  readonly keys: Readonly<Record<KeyScope, string>>;
}

/** All roles of an installation in one process, with a log and keys that are forgotten with it. */
export interface Apis {
  readonly app: HttpServer;
  readonly log: MemoryLog;
  readonly bus: DomainBus;
  readonly signals: Signals;
  readonly vault: KeyVault;
  readonly blobs: BlobStore;
  readonly tenant: Tenant;
  readonly other: Tenant;
  /** Everything up to the log's end is readable and searchable. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

export interface ApisOptions {
  readonly uploadBytesMax?: number;
  readonly rateLimits?: HttpServerOptions['rateLimits'];
  readonly worker?: boolean;
  readonly bus?: (bus: DomainBus) => DomainBus;
  readonly http?: Partial<Pick<HttpServerOptions, 'logger' | 'hostNames' | 'origins' | 'bodyPace' | 'tls'>>;
  readonly searchTrouble?: () => string | undefined;
  /** Stands between the reading API and the read model. */
  readonly queries?: (queries: Queries) => Queries;
}

export async function startApis(options: ApisOptions = {}): Promise<Apis> {
  const { uploadBytesMax = 64 * 1024 * 1024, rateLimits = { requestsPerMinute: undefined, loopbackToo: false }, worker = true } = options;
  const folder = await mkdtemp(join(tmpdir(), 'ragtime-api-'));
  const blobs = await openFolderBlobStore({ folder: join(folder, 'blobs'), machine, reserveBytes: 0 });
  const base = await startWorld({ machine, blobs });
  const { log, codec, vault, signals, owners } = base;
  const bus = (options.bus ?? ((same) => same))(owners.bus);
  const tenant = await createTenant(bus, vault, 'one');
  const other = await createTenant(bus, vault, 'two');

  const database = await openEmbeddedDatabase({ folder: join(folder, 'database'), machine, templateFile, maintenanceIntervalMs: 0 });
  const embedder = hashEmbedder({ dimensions: 16 });
  const readProjector = await startReadProjector({ database, log, codec, vault, machine, logger: silentLogger });
  const index = await openEmbeddedIndex({ ...database, modelId: embedder.modelId, dimensions: embedder.dimensions });
  const searchProjector = await startSearchProjector({
    database,
    index,
    log,
    codec,
    blobs,
    vault,
    embedder,
    machine,
    logger: silentLogger,
  });
  const orchestrator = await startOrchestrator({
    log,
    codec,
    bus,
    signals,
    blobs,
    vault,
    machine,
    logger: silentLogger,
    stores: {
      'read-model': erasingProjection(
        [readProjector.trackers.library, readProjector.trackers.audit],
        async (receipt) => await readProjector.erase(receipt),
      ),
      index: erasingProjection([searchProjector.tracker], async (receipt) => await searchProjector.erase(receipt)),
    },
  });
  const parser = createParser({ processes: 1, timers: machine.timers });
  const parseWorker = worker
    ? await startParseWorker({
        bus,
        signals,
        blobs,
        parser,
        machine,
        logger: silentLogger,
        workerId: 'worker-of-tests' as WorkerId,
        slots: 2,
        embedders: [embedder],
      })
    : undefined;
  await Promise.all([readProjector.caughtUp(), searchProjector.caughtUp()]);

  const access = startAccess({ log, codec, vault, machine });
  await access.ready;
  const shown = createShownPositions(machine);
  const metrics = createPrometheusMetrics({ ofProcess: false });
  const app = await createHttpServer({
    machine,
    access,
    shown,
    rateLimits,
    metrics,
    logger: silentLogger,
    version: '0.0.0-test',
    metricsArePublic: false,
    errorPages: fileURLToPath(new URL('../../../../docs/errors', import.meta.url)),
    ...options.http,
    health: () => [{ role: 'orchestrator', ready: orchestrator.isKeepingUp() }],
  });
  const visibility = visibilityIn(database.pool);
  const queries = createQueries(database, sealedReader(vault));
  const sourceOf = (name: 'directory' | 'library' | 'audit', of: readonly string[]): ReadSource => ({
    tracker: readProjector.trackers[name],
    topics: of,
    committed: async () => await positionsOf(database.pool, name),
    stopped: () => readProjector.progress(name).flatMap(({ stopped }) => stopped),
  });
  const reads = {
    directory: sourceOf('directory', [topics.tenantEvents]),
    library: sourceOf('library', [topics.documentEvents]),
    audit: sourceOf('audit', eventTopicNames),
    search: {
      tracker: searchProjector.tracker,
      committed: async () => await visibility.position(),
      topics: [topics.documentEvents],
      stopped: () => searchProjector.progress().flatMap(({ stopped }) => stopped),
    },
  };
  const gate = { partitions: eventPartitions, shown };
  commandApi(app, {
    bus,
    vault,
    blobs,
    machine,
    library: queries,
    reads,
    gate,
    uploadBytesMax,
    embeddingModels: [embedder.modelId],
    passages: createChunks({ index, visibility }),
  });
  await queryApi(app, {
    queries: (options.queries ?? ((same) => same))(queries),
    blobs,
    log,
    codec,
    signals,
    machine,
    reads,
    gate,
    logger: silentLogger,
    search: createSearch({ index, visibility, embedder, machine }),
    chunks: createChunks({ index, visibility }),
    limits: { uploadBytesMax },
    ...(options.searchTrouble === undefined ? {} : { searchTrouble: options.searchTrouble }),
  });
  operationsApi(app, {
    machine,
    logger: silentLogger,
    operations: {
      queues: async () => await Promise.resolve(orchestrator.queues()),
      partitions: async () =>
        await Promise.resolve(
          owners.all.map((owner) => ({
            topic: owner.topic,
            partition: owner.partition,
            state: owner.state,
            owner: 'this-node',
            offset: owner.position().offset,
            generation: owner.generation,
          })),
        ),
      storage: async () => ({ disk: undefined, databaseBytes: await queries.databaseSizeBytes() }),
      projections: [...rowOperations(readProjector), indexOperations(searchProjector)],
    },
  });
  serveLogLevels(app, createLogLevels(silentLogger));
  await app.ready();
  return {
    app,
    log,
    bus,
    signals,
    vault,
    blobs,
    tenant,
    other,
    caughtUp: async () => void (await Promise.all([readProjector.caughtUp(), searchProjector.caughtUp()])),
    async close() {
      await app.close();
      await access.stop();
      await parseWorker?.stop();
      await parser.close();
      await orchestrator.stop();
      await searchProjector.stop();
      await readProjector.stop();
      await database.close();
      await base.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function createTenant(bus: DomainBus, vault: KeyVault, name: string): Promise<Tenant> {
  const tenantId = uuidFromParts('tenant', name) as TenantId;
  const userId = uuidFromParts('user', name) as UserId;
  const slot = await vault.takeSlot();
  const email = vault.hashEmail(`${name}@localhost`);
  const submit = async (command: DomainCommand) => {
    const commandId = commandIdFrom('tests', name, JSON.stringify(command));
    const outcome = await bus.submit(
      internalSubmission<DomainCommand>({ command, commandId, actor: { kind: 'system' }, tenantId, correlationId: 'tests' }),
    );
    if (outcome.kind !== 'accepted') throw new Error(`${command.type} was ${outcome.kind}`);
  };
  const keyOf = async (scopes: readonly KeyScope[]) => {
    const { text } = makeApiKey(machine.random);
    const read = readApiKey(text);
    if (read === undefined) throw new Error('a key that was made is no key');
    await vault.putCredential(read.apiKeyId, read.hash);
    await submit({ type: 'CreateApiKey', tenantId, apiKeyId: read.apiKeyId, userId, label: scopes.join(), scopes, expiresAtMs: undefined });
    return text;
  };
  await submit({ type: 'ReserveEmail', email, userId });
  await submit({
    type: 'RegisterUser',
    userId,
    emailScope: email,
    email: vault.seal(slot, `${name}@localhost`),
    name: vault.seal(slot, name),
  });
  await submit({ type: 'CreateTenant', tenantId, name, ownerId: userId });
  return {
    tenantId,
    userId,
    keys: {
      read: await keyOf(['read']),
      write: await keyOf(['read', 'write']),
      admin: await keyOf(['read', 'write', 'admin']),
      operator: await keyOf(keyScopes),
    },
  };
}
