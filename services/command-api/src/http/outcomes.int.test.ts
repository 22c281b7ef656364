import { type Apis, type Call, callerOf, createFlakyBus, formOf, startApis } from '@ragtime/api-testing';
import { at, itemsOf, textAt } from '@ragtime/testkit/answers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const flaky = createFlakyBus();
let world: Apis;
let call: Call;
let documents: string;

beforeAll(async () => {
  world = await startApis({ bus: flaky.wrap, worker: false });
  call = callerOf(world.app, world.tenant.keys.operator);
  documents = `/v1/datasets/${textAt(await call('POST', '/v1/datasets', { body: { name: 'Outcomes' } }), 'datasetId')}/documents`;
});
afterAll(async () => await world.close());
afterEach(() => flaky.set('none'));

const blobs = async () => {
  const paths: string[] = [];
  for await (const { path } of world.blobs.list(world.tenant.tenantId)) paths.push(path);
  return paths.length;
};

describe('an outcome that is no success has one shape on every route', () => {
  it.each([
    ['unavailable', 503, 'unavailable', '1'],
    ['unknown', 504, 'outcome-unknown', undefined],
    ['storage-full', 507, 'storage-full', undefined],
    ['command-too-large', 413, 'command-too-large', undefined],
  ] as const)('%s is %i %s', async (trouble, status, code, retryAfter) => {
    const uploaded = await call('POST', documents, { body: { name: 'target.md', text: 'x' } });
    const url = `${documents}/${textAt(uploaded, 'items.0.documentId')}`;
    flaky.set(trouble);
    const answers = [
      await call('POST', '/v1/datasets', { body: { name: `New ${trouble}` } }),
      await call('PATCH', url, { body: { enabled: false } }),
      await call('DELETE', url),
      await call('POST', documents, { body: { name: 'a.md', text: 'x' } }),
      await call('POST', `${documents.replace('/documents', '/parse')}`, { body: { all: true } }),
      await call('POST', `/v1/tenants/${world.tenant.tenantId}/api-keys`, { body: { label: 'k', scopes: ['read'] } }),
    ];
    for (const answer of answers) {
      expect(answer).toMatchObject({ status, body: { code, status } });
      expect(answer.headers).toHaveProperty('ragtime-command-id');
      expect(answer.headers['retry-after']).toBe(retryAfter);
    }
  });
});

describe('after something of a request was written, nothing is "unavailable" any more', () => {
  it('the dataset behind its name', async () => {
    flaky.set('unavailable', 'CreateDataset');
    const options = { body: { name: 'Half' }, headers: { 'idempotency-key': 'half' } };
    expect(await call('POST', '/v1/datasets', options)).toMatchObject({ status: 504, body: { code: 'outcome-unknown' } });
    flaky.set('none');
    expect(await call('POST', '/v1/datasets', options)).toMatchObject({ status: 201, body: { name: 'Half' } });
  });

  it('the parse behind its upload', async () => {
    flaky.set('unavailable', 'RequestParsing');
    const options = { body: { name: 'half.md', text: 'x' }, headers: { 'idempotency-key': 'half' } };
    expect(await call('POST', `${documents}?parse=true`, options)).toMatchObject({ status: 504 });
    flaky.set('none');
    const again = await call('POST', `${documents}?parse=true`, options);
    expect(again.status).toBe(201);
    expect(at(again, 'items.0.runId')).toEqual(expect.any(String));
    expect(itemsOf(await call('GET', `${documents}?name=half.md`))).toHaveLength(1);
  });
});

it('bytes stay where they may have been written, and go where they certainly were not', async () => {
  const before = await blobs();
  flaky.set('unavailable', 'RegisterDocument');
  await call('POST', documents, { body: { name: 'a.md', text: 'x' } });
  expect(await blobs()).toBe(before);
  flaky.set('unknown-but-written', 'RegisterDocument');
  const options = { body: { name: 'doubt.md', text: 'x' }, headers: { 'idempotency-key': 'doubt' } };
  expect(await call('POST', documents, options)).toMatchObject({ status: 504 });
  expect(await blobs()).toBe(before + 1);
  flaky.set('none');
  const again = await call('POST', documents, options);
  expect(again).toMatchObject({ status: 201, headers: { 'idempotent-replayed': 'true' } });
  expect(await blobs()).toBe(before + 1);
  expect(await call('GET', `${documents}/${textAt(again, 'items.0.documentId')}/content`)).toMatchObject({ status: 200, body: 'x' });
});

it('207: of several files some were accepted', async () => {
  await call('POST', documents, { body: { name: 'there.txt', text: 'old' } });
  const form = await formOf([
    { name: 'there.txt', text: 'new' },
    { name: 'fresh.txt', text: 'fresh' },
  ]);
  flaky.set('unavailable', 'ReviseDocument');
  const answer = await call('POST', `${documents}?ifExists=replace`, form);
  expect(answer).toMatchObject({
    status: 207,
    body: {
      items: [
        { outcome: 'refused', problem: { code: 'unavailable', status: 503 } },
        { outcome: 'created', name: 'fresh.txt' },
      ],
    },
  });
});

it('an API key is shown again to a repeat with the same key of idempotence, and to no other', async () => {
  const url = `/v1/tenants/${world.tenant.tenantId}/api-keys`;
  const options = { body: { label: 'ci', scopes: ['read'] }, headers: { 'idempotency-key': 'ci' } };
  flaky.set('unknown-but-written', 'CreateApiKey');
  expect(await call('POST', url, options)).toMatchObject({ status: 504 });
  flaky.set('none');
  const made = await call('POST', url, options);
  expect(made).toMatchObject({ status: 201, headers: { 'idempotent-replayed': 'true', 'cache-control': 'no-store' } });
  const another = await call('POST', url, { body: options.body });
  expect(textAt(another, 'key')).not.toBe(textAt(made, 'key'));
  expect(JSON.stringify((await call('GET', url)).body)).not.toContain(textAt(made, 'key'));
});
