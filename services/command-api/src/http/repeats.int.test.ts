import { type Apis, type Call, type CallOptions, callerOf, createFlakyBus, startApis } from '@ragtime/api-testing';
import type { ApiKeyId } from '@ragtime/domain';
import { type Answer, textAt } from '@ragtime/testkit/answers';
import { eventually } from '@ragtime/testkit/eventually';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const flaky = createFlakyBus();
let world: Apis;
let call: Call;
let documents: string;
let target: string;

beforeAll(async () => {
  world = await startApis({ bus: flaky.wrap, worker: false });
  call = callerOf(world.app, world.tenant.keys.operator);
  documents = `/v1/datasets/${textAt(await call('POST', '/v1/datasets', { body: { name: 'Repeats' } }), 'datasetId')}/documents`;
  target = `${documents}/${textAt(await call('POST', documents, { body: { name: 'target.md', text: 'one' } }), 'items.0.documentId')}`;
});
afterAll(async () => await world.close());
afterEach(() => flaky.set('none'));

const keysUrl = () => `/v1/tenants/${world.tenant.tenantId}/api-keys`;
const opens = async (key: string) => (await callerOf(world.app, key)('GET', '/v1/users/me')).status === 200;
const contentOf = async (url: string) => (await call('GET', `${url}/content`)).body;

interface Made {
  readonly url: () => string;
  readonly body: (text: string) => object;
  /** Whether what the answer speaks of works, with the text of the first try. */
  readonly works: (answer: Answer, text: string) => Promise<boolean>;
}

/** What each operation that writes makes outside the log. A new one has no row here, and the test fails until it has one. */
const operations: Readonly<Record<string, Made | 'nothing outside the log'>> = {
  createApiKey: {
    url: keysUrl,
    body: (text) => ({ label: text, scopes: ['read'] }),
    works: async (answer) => await eventually('the key opens', async () => (await opens(textAt(answer, 'key'))) || undefined),
  },
  uploadDocuments: {
    url: () => documents,
    body: (text) => ({ name: 'repeated.md', text }),
    works: async (answer, text) => (await contentOf(`${documents}/${textAt(answer, 'items.0.documentId')}`)) === text,
  },
  reviseDocument: {
    url: () => `${target}/revisions`,
    body: (text) => ({ text }),
    works: async (_, text) => (await contentOf(target)) === text,
  },
  revokeApiKey: 'nothing outside the log', // it removes a hash that opens nothing any more; see below
  createDataset: 'nothing outside the log',
  changeDataset: 'nothing outside the log',
  deleteDataset: 'nothing outside the log',
  changeDocument: 'nothing outside the log',
  deleteDocument: 'nothing outside the log',
  parseDocuments: 'nothing outside the log',
  cancelParsing: 'nothing outside the log',
  addChunk: 'nothing outside the log',
  changeChunk: 'nothing outside the log',
  deleteChunk: 'nothing outside the log',
  replayDeadLetter: 'nothing outside the log',
  discardDeadLetter: 'nothing outside the log',
  search: 'nothing outside the log',
};

const made = Object.entries(operations).flatMap(([name, one]) => (one === 'nothing outside the log' ? [] : [[name, one] as const]));

it('every operation that writes for a tenant has its row', () => {
  const written = Object.entries(world.app.swagger().paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, { operationId: string }>)
      .filter(([method]) => method !== 'get' && !path.startsWith('/v1/admin/'))
      .map(([, { operationId }]) => operationId),
  );
  expect(written.toSorted()).toEqual(Object.keys(operations).toSorted());
});

describe.each(made)('what the first try of %s made', (_, { url, body, works }) => {
  it.each(['unavailable', 'unknown', 'storage-full', 'command-too-large'] as const)(
    'outlives a repeat that ends as %s',
    async (trouble) => {
      const first = `first before ${trouble}`;
      const headers = { 'idempotency-key': first.replaceAll(' ', '-') };
      const asked = (text = first): CallOptions => ({ body: body(text), headers });
      const lost = await call('POST', url(), asked());
      flaky.set(trouble);
      expect((await call('POST', url(), asked())).status).toBeGreaterThanOrEqual(400);
      flaky.set('none');
      expect(await works(lost, first)).toBe(true);
      expect(await call('POST', url(), asked('other'))).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
      const again = await call('POST', url(), asked());
      expect(again).toMatchObject({ status: 201, headers: { 'idempotent-replayed': 'true' } });
      expect(await works(again, first)).toBe(true);
    },
  );
});

describe('a request for a key that is repeated after the key was revoked', () => {
  it('shows the key to nobody, and leaves no credential', async () => {
    const asked = { body: { label: 'gone', scopes: ['read'] }, headers: { 'idempotency-key': 'gone' } };
    const first = await call('POST', keysUrl(), asked);
    const apiKeyId = textAt(first, 'apiKeyId') as ApiKeyId;
    expect((await call('DELETE', `${keysUrl()}/${apiKeyId}`)).status).toBe(200);
    const again = await call('POST', keysUrl(), asked);
    expect(again).toMatchObject({ status: 409, body: { code: 'api-key-revoked' } });
    expect(JSON.stringify(again.body)).not.toContain(textAt(first, 'key'));
    expect(world.vault.credential(apiKeyId)).toBeUndefined();
    expect(await opens(textAt(first, 'key'))).toBe(false);
  });

  it('does not say that nothing was written when the owner cannot say whether the key lives', async () => {
    const asked = { body: { label: 'doubt', scopes: ['read'] }, headers: { 'idempotency-key': 'doubt' } };
    const first = await call('POST', keysUrl(), asked);
    flaky.set('unavailable-from-second', 'CreateApiKey');
    expect(await call('POST', keysUrl(), asked)).toMatchObject({ status: 504, body: { code: 'outcome-unknown' } });
    flaky.set('none');
    expect(await opens(textAt(first, 'key'))).toBe(true);
  });
});
