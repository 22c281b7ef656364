import type { Principal } from '@ragtime/access';
import { fixedAccess } from '@ragtime/access/testing';
import { type ApiKeyId, eventPartitions, keyScopes, type TenantId, type UserId } from '@ragtime/domain';
import { createPositionTracker } from '@ragtime/event-log';
import { createHttpServer, createPrometheusMetrics, createShownPositions, type HttpServer } from '@ragtime/http-kit';
import { silentLogger as logger, realMachine as machine } from '@ragtime/runtime';
import { startWorld } from '@ragtime/testkit/world';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandApi } from './command-api.ts';

const tenantId = 'tenant' as TenantId;
const account = 'ada' as UserId;
let app: HttpServer;
let stop: () => Promise<void>;

beforeAll(async () => {
  const world = await startWorld({ machine });
  const { bus, vault, blobs } = world;
  await world.submit({ type: 'CreateTenant', tenantId, name: 'Home', ownerId: account }, tenantId);
  const via = { kind: 'api-key', apiKeyId: 'k' as ApiKeyId } as const;
  const caller = (token: string): Principal => ({
    tenantId,
    account: token === 'bob' ? ('bob' as UserId) : account,
    via,
    scopes: new Set(keyScopes.filter((scope) => scope !== 'operator' || token === 'operator')),
  });
  const shown = createShownPositions(machine);
  app = await createHttpServer({
    machine,
    logger,
    shown,
    access: fixedAccess(caller),
    version: '0',
    rateLimits: { requestsPerMinute: undefined, loopbackToo: false },
    metrics: createPrometheusMetrics({ ofProcess: false }),
    metricsArePublic: true,
    errorPages: '.',
    health: () => [],
  });
  const source = {
    tracker: createPositionTracker({ machine }),
    topics: [],
    committed: async () => await Promise.resolve(new Map()),
    stopped: () => [],
  };
  commandApi(app, {
    bus,
    machine,
    vault,
    blobs,
    // This read model has read nothing yet.
    library: {
      getDataset: async () => undefined,
      getDocument: async () => undefined,
      documentsById: async () => new Map(),
      listDocuments: async () => undefined,
      getRun: async () => undefined,
      eventsOfCommand: async () => [],
    },
    passages: { get: async () => ({ chunk: undefined }) },
    embeddingModels: ['hash'],
    reads: { library: source, search: source },
    gate: { partitions: eventPartitions, shown },
    uploadBytesMax: 1_000,
  });
  await app.ready();
  stop = async () => {
    await app.close();
    await world.stop();
  };
});
afterAll(async () => await stop());

const send = async (method: 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object, headers: Record<string, string> = {}) => {
  const answer = await app.inject({ method, url, headers: { authorization: 'Bearer admin', ...headers }, ...(payload && { payload }) });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json<Record<string, unknown>>() };
};

it('an answer states the position, the version and the URL of the new resource; a repeated answer is marked as replayed', async () => {
  const key = { 'idempotency-key': 'once' };
  const first = await send('POST', '/v1/datasets', { name: 'Handbook' }, key);
  expect(first).toMatchObject({ status: 201, headers: { etag: '"1"', location: `/v1/datasets/${String(first.body['datasetId'])}` } });
  expect(first.headers).toHaveProperty('ragtime-position');
  expect(first.headers).not.toHaveProperty('idempotent-replayed');
  const again = await send('POST', '/v1/datasets', { name: 'Handbook' }, key);
  expect(again).toMatchObject({ status: 201, headers: { 'idempotent-replayed': 'true' }, body: first.body });
  expect(again.headers['ragtime-command-id']).toBe(first.headers['ragtime-command-id']);
  expect(await send('POST', '/v1/datasets', { name: 'Other' }, key)).toMatchObject({
    status: 422,
    body: { code: 'idempotency-key-reused' },
  });
});

it('a key of idempotence belongs to its caller: another person of the tenant gets an answer of their own, also to the same request', async () => {
  const key = { 'idempotency-key': 'shared' };
  const bob = { ...key, authorization: 'Bearer bob' };
  const { body } = await send('POST', '/v1/datasets', { name: 'Shared' });
  const documents = `/v1/datasets/${String(body['datasetId'])}/documents`;
  const [first, second] = [
    await send('POST', documents, { name: 'a.md', text: 'x' }, key),
    await send('POST', documents, { name: 'a.md', text: 'x' }, bob),
  ];
  expect([first.status, second.status]).toStrictEqual([201, 201]);
  expect(second.headers).not.toHaveProperty('idempotent-replayed');
  expect(second.headers['ragtime-command-id']).not.toBe(first.headers['ragtime-command-id']);
  // Not even another body tells that somebody else used this key.
  expect(
    (await send('POST', documents, { name: 'b.md', text: 'y' }, { ...key, authorization: 'Bearer bob', 'idempotency-key': 'other' }))
      .status,
  ).toBe(201);
  expect((await send('POST', documents, { name: 'c.md', text: 'z' }, { 'idempotency-key': 'other' })).status).toBe(201);
  // Another key of the same person is the same caller.
  expect(await send('POST', documents, { name: 'a.md', text: 'x' }, { ...key, authorization: 'Bearer operator' })).toMatchObject({
    headers: { 'idempotent-replayed': 'true', 'ragtime-command-id': first.headers['ragtime-command-id'] },
  });
});

it.each([
  // This read model has read nothing yet, so a change with a valid header finds nothing.
  ['"1"', 404, 'dataset-unknown'],
  ['*', 404, 'dataset-unknown'],
  ['7', 400, 'if-match-invalid'],
  ['W/"1"', 400, 'if-match-invalid'],
  ['""', 400, 'if-match-invalid'],
] as const)('a change with If-Match %s is answered with %d %s', async (ifMatch, status, code) => {
  const answer = await send('PATCH', '/v1/datasets/any', { description: 'x' }, { 'if-match': ifMatch });
  expect(answer).toMatchObject({ status, body: { code } });
  // A POST creates something, which has no version yet.
  expect((await send('POST', '/v1/datasets', { name: `Made with ${ifMatch}` }, { 'if-match': ifMatch })).status).toBe(201);
});

it.each([
  ['once more', 400],
  ['', 400],
  ['é', 400],
  ['x'.repeat(201), 400],
  ['x'.repeat(200), 201],
  ['!~', 201],
] as const)('a key of idempotence %j is answered with %d', async (key, status) => {
  const answer = await send('POST', '/v1/datasets', { name: `Key of ${key.length} ${key.slice(0, 2)}` }, { 'idempotency-key': key });
  expect(answer).toMatchObject({ status, ...(status === 400 ? { body: { code: 'idempotency-key-invalid' } } : {}) });
});

it('a refusal is answered as a problem with its code, its members, and the path in the body', async () => {
  await send('POST', '/v1/datasets', { name: 'Taken' });
  expect(await send('POST', '/v1/datasets', { name: 'taken' })).toMatchObject({ status: 409, body: { code: 'dataset-name-taken' } });
  const settings = { chunking: { chunkTokens: 100, overlapTokens: 100 } };
  expect(await send('POST', '/v1/datasets', { name: 'Odd', settings })).toMatchObject({
    status: 400,
    body: { code: 'request-invalid', errors: [{ path: 'body/settings/chunking/overlapTokens' }] },
  });
  expect(await send('PATCH', '/v1/datasets/none', { description: 'x' })).toMatchObject({ status: 404, body: { code: 'dataset-unknown' } });
  expect(await send('DELETE', '/v1/datasets/none')).toMatchObject({ status: 404, body: { code: 'dataset-unknown' } });
});

it('a text is uploaded and parsed; a text that is too large is refused', async () => {
  const { body } = await send('POST', '/v1/datasets', { name: 'Texts' });
  const url = `/v1/datasets/${String(body['datasetId'])}/documents`;
  expect(await send('POST', `${url}?parse=true`, { name: 'a.txt', text: 'one' })).toMatchObject({
    status: 201,
    body: { items: [{ name: 'a.txt', outcome: 'created', version: 1, runId: expect.any(String) as string }] },
  });
  expect(await send('POST', url, { name: 'b.txt', text: 'x'.repeat(2_000) })).toMatchObject({
    status: 413,
    body: { code: 'body-too-large' },
  });
  expect(await send('POST', '/v1/datasets/none/documents', { name: 'a.txt', text: 'one' })).toMatchObject({ status: 404 });
});

it('only an operator can give the scope operator to a key', async () => {
  const url = `/v1/tenants/${tenantId}/api-keys`;
  const body = { label: 'ops', scopes: ['operator'] };
  expect(await send('POST', url, body)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect(await send('POST', url, body, { authorization: 'Bearer operator' })).toMatchObject({
    status: 201,
    body: { scopes: ['operator'] },
  });
  expect(await send('POST', '/v1/tenants/other/api-keys', body)).toMatchObject({ status: 404, body: { code: 'tenant-unknown' } });
});
