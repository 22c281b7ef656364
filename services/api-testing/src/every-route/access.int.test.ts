import { fixedAccess } from '@ragtime/access/testing';
import { type KeyScope, keyScopes } from '@ragtime/domain';
import { at, itemsOf, textAt } from '@ragtime/testkit/answers';
import { eventually } from '@ragtime/testkit/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Call, callerOf } from '../calling/caller.ts';
import { type Apis, startApis } from '../installation/apis.ts';

type Needs = 'nothing' | KeyScope;
interface Expected {
  readonly needs: Needs;
  readonly body?: unknown;
  /** What another tenant's key gets: 404 where the path names something of ours. */
  readonly stranger?: number;
}

/** Every operation of the description, and who may. A new route has no row here, and the test fails until it has one. */
const table: Readonly<Record<string, Expected>> = {
  getOpenApi: { needs: 'nothing' },
  live: { needs: 'nothing' },
  ready: { needs: 'nothing' },
  version: { needs: 'nothing' },
  metrics: { needs: 'operator', stranger: 403 },
  createDataset: { needs: 'write', body: { name: 'Another' }, stranger: 201 },
  listDatasets: { needs: 'read' },
  getDataset: { needs: 'read', stranger: 404 },
  changeDataset: { needs: 'write', body: { description: 'Changed' }, stranger: 404 },
  deleteDataset: { needs: 'write', stranger: 404 },
  uploadDocuments: { needs: 'write', body: { name: 'a.txt', text: 'text' }, stranger: 404 },
  listDocuments: { needs: 'read', stranger: 404 },
  getDocument: { needs: 'read', stranger: 404 },
  changeDocument: { needs: 'write', body: { enabled: false }, stranger: 404 },
  deleteDocument: { needs: 'write', stranger: 404 },
  getContent: { needs: 'read', stranger: 404 },
  listRevisions: { needs: 'read', stranger: 404 },
  reviseDocument: { needs: 'write', body: { text: 'Other text' }, stranger: 404 },
  parseDocuments: { needs: 'write', body: { all: true }, stranger: 404 },
  cancelParsing: { needs: 'write', body: { all: true }, stranger: 404 },
  listRuns: { needs: 'read', stranger: 404 },
  getRun: { needs: 'read', stranger: 404 },
  listChunks: { needs: 'read', stranger: 404 },
  getChunk: { needs: 'read', stranger: 404 },
  addChunk: { needs: 'write', body: { text: 'By hand' }, stranger: 404 },
  changeChunk: { needs: 'write', body: { text: 'Changed by hand' }, stranger: 404 },
  deleteChunk: { needs: 'write', stranger: 404 },
  search: { needs: 'read', body: { query: 'valve' } },
  listDeadLetters: { needs: 'read' },
  replayDeadLetter: { needs: 'write', stranger: 404 },
  discardDeadLetter: { needs: 'write', stranger: 404 },
  getReceipt: { needs: 'read', stranger: 404 },
  getCommand: { needs: 'read', stranger: 404 },
  listEvents: { needs: 'read' },
  watchProgress: { needs: 'read' },
  watchDatasetProgress: { needs: 'read', stranger: 404 },
  getMe: { needs: 'read' },
  listTenants: { needs: 'read' },
  getTenant: { needs: 'read', stranger: 404 },
  listMembers: { needs: 'read', stranger: 404 },
  listApiKeys: { needs: 'admin', stranger: 404 },
  createApiKey: { needs: 'admin', body: { label: 'more', scopes: ['read'] }, stranger: 404 },
  revokeApiKey: { needs: 'admin', stranger: 404 },
  getOverview: { needs: 'read' },
  getQueues: { needs: 'operator', stranger: 403 },
  listWorkers: { needs: 'operator', stranger: 403 },
  listPartitions: { needs: 'operator', stranger: 403 },
  getStorage: { needs: 'operator', stranger: 403 },
  listProjections: { needs: 'operator', stranger: 403 },
  getProjection: { needs: 'operator', stranger: 403 },
  rebuildProjection: { needs: 'operator', stranger: 403 },
  switchProjection: { needs: 'operator', stranger: 403 },
  compareProjection: { needs: 'operator', stranger: 403 },
  listLogLevels: { needs: 'operator', stranger: 403 },
  setLogLevel: { needs: 'operator', body: { level: 'debug' }, stranger: 403 },
  resolveStopped: { needs: 'operator', body: { partition: 'ragtime.document.events/0', key: 'k' }, stranger: 403 },
};

interface Operation {
  readonly operationId: string;
  readonly method: Parameters<Call>[0];
  readonly url: string;
}

let world: Apis;
let operations: readonly Operation[];

beforeAll(async () => {
  world = await startApis();
  operations = operationsOf(await prepare());
});
afterAll(async () => await world.close());

/** One thing of every kind, so that every path names something that is there. */
async function prepare(): Promise<Readonly<Record<string, string>>> {
  const call = callerOf(world.app, world.tenant.keys.admin);
  const datasetId = textAt(await call('POST', '/v1/datasets', { body: { name: 'Handbook' } }), 'datasetId');
  const documents = `/v1/datasets/${datasetId}/documents`;
  const upload = async (name: string, text: string) => await call('POST', `${documents}?parse=true`, { body: { name, text } });
  const uploaded = await upload('boiler.md', '# Boiler\n\nThe valve closes at 4 bar.');
  const gone = await upload('gone.md', 'Gone');
  const receipt = await call('DELETE', `${documents}/${textAt(gone, 'items.0.documentId')}`);
  const documentId = textAt(uploaded, 'items.0.documentId');
  const parsed = await eventually('parsed', async () => {
    const document = await call('GET', `${documents}/${documentId}`);
    return at(document, 'status') === 'parsed' ? document : undefined;
  });
  const chunks = await call('GET', `${documents}/${documentId}/chunks`);
  const key = await call('POST', `/v1/tenants/${world.tenant.tenantId}/api-keys`, { body: { label: 'spare', scopes: ['read'] } });
  return {
    datasetId,
    documentId,
    chunkId: textAt(chunks, 'items.0.chunkId'),
    runId: textAt(parsed, 'runId'),
    receiptId: textAt(receipt, 'receiptId'),
    commandId: textAt(uploaded, 'items.0.commandId'),
    tenantId: world.tenant.tenantId,
    apiKeyId: textAt(key, 'apiKeyId'),
    projection: 'library',
  };
}

function operationsOf(ids: Readonly<Record<string, string>>): readonly Operation[] {
  return Object.entries(world.app.swagger().paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, { operationId: string }>).map(([method, { operationId }]) => ({
      operationId,
      method: method.toUpperCase() as Operation['method'],
      url: path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? `no-${name}`),
    })),
  );
}

/** Only the head: a stream has no end. */
async function statusOf({ operationId, method, url }: Operation, key: string | undefined): Promise<number> {
  const body = table[operationId]?.body;
  const response = await world.app.inject({
    method: method as 'GET',
    url,
    payloadAsStream: true,
    ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
    ...(body === undefined ? {} : { payload: body as object }),
  });
  response.stream().destroy();
  return response.statusCode;
}

const order: readonly Needs[] = ['nothing', ...keyScopes];
const isEnough = (has: Needs, needs: Needs) => order.indexOf(has) >= order.indexOf(needs);

describe('who may do what', () => {
  it('is said of every operation, and of no other', () => {
    expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(Object.keys(table).toSorted());
  });

  it.each([
    ['nobody', () => undefined],
    ['a key that nobody made', () => 'rt_0123456789abcdef01234567_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
    ['a key with another secret', () => `${world.tenant.keys.admin.slice(0, -4)}AAAA`],
    ['something that is no key', () => 'hello'],
  ])('%s gets 401 wherever a key is needed', async (_, keyOf) => {
    for (const operation of operations) {
      const { needs } = table[operation.operationId] ?? { needs: 'operator' };
      const status = await statusOf(operation, keyOf());
      expect({ ...operation, status }).toEqual({ ...operation, status: needs === 'nothing' ? (status === 503 ? 503 : 200) : 401 });
    }
  });

  it('an admin of another tenant finds nothing of ours, and operates nothing', async () => {
    for (const operation of operations) {
      const { stranger } = table[operation.operationId] ?? {};
      if (stranger === undefined) continue;
      expect({ ...operation, status: await statusOf(operation, world.other.keys.admin) }).toEqual({ ...operation, status: stranger });
    }
    const call = callerOf(world.app, world.other.keys.admin);
    expect(itemsOf(await call('POST', '/v1/search', { body: { query: 'valve' } }))).toEqual([]);
    expect(itemsOf(await call('GET', '/v1/datasets')).map(({ name }) => name)).toEqual(['Another']);
    const text = JSON.stringify((await call('GET', '/v1/events?limit=1000')).body);
    expect(text).not.toContain(world.tenant.tenantId);
  });

  it('another tenant’s key learns no version of ours, whatever it says in If-Match', async () => {
    const call = callerOf(world.app, world.other.keys.admin);
    for (const { operationId, method, url } of operations) {
      if (table[operationId]?.stranger !== 404 || !['PATCH', 'DELETE'].includes(method)) continue;
      const body = table[operationId]?.body;
      const answer = await call(method, url, { headers: { 'if-match': '"77"' }, ...(body === undefined ? {} : { body }) });
      expect({ operationId, status: answer.status }).toEqual({ operationId, status: 404 });
      expect(answer.body).not.toHaveProperty('currentVersion');
    }
  });

  it.each(keyScopes)('a key with the scope %s may do just that', async (has) => {
    for (const operation of operations) {
      const { needs } = table[operation.operationId] ?? { needs: 'operator' };
      const status = await statusOf(operation, world.tenant.keys[has]);
      const may = status !== 401 && status !== 403 && (status < 500 || status === 501 || status === 503);
      expect({ ...operation, status, may }).toEqual({
        ...operation,
        status: isEnough(has, needs) ? status : 403,
        may: isEnough(has, needs),
      });
    }
  });
});

it('the server does not start with a route that names no action', async () => {
  const { createHttpServer, createPrometheusMetrics } = await import('@ragtime/http-kit');
  const { realMachine: machine, silentLogger: logger } = await import('@ragtime/runtime');
  const app = await createHttpServer({
    machine,
    logger,
    access: fixedAccess(),
    shown: { of: () => new Map(), note: () => undefined },
    version: '0',
    rateLimits: { requestsPerMinute: undefined, loopbackToo: false },
    metrics: createPrometheusMetrics({ ofProcess: false }),
    metricsArePublic: true,
    errorPages: '.',
    health: () => [],
  });
  expect(() => app.get('/v1/secrets', async () => 'everything')).toThrow('names no action');
  await app.close();
});
