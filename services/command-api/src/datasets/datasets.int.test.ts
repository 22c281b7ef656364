import { type Apis, type Call, callerOf, startApis } from '@ragtime/api-testing';
import { at, itemsOf, textAt } from '@ragtime/testkit/answers';
import { eventually } from '@ragtime/testkit/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let world: Apis;
let call: Call;
let count = 0;

beforeAll(async () => {
  world = await startApis();
  call = callerOf(world.app, world.tenant.keys.write);
});
afterAll(async () => await world.close());

const create = async (name = `Dataset ${++count}`) => {
  const created = await call('POST', '/v1/datasets', { body: { name } });
  return { name, url: `/v1/datasets/${textAt(created, 'datasetId')}`, created };
};

describe('POST /v1/datasets', () => {
  it('201: has defaults for what was left out, and can be read at once', async () => {
    const { url, created, name } = await create();
    expect(created).toMatchObject({ status: 201, headers: { location: url, etag: '"1"' } });
    expect(await call('GET', url)).toMatchObject({
      status: 200,
      headers: { etag: '"1"' },
      body: { name, documents: 0, settings: { chunking: { method: 'general', chunkTokens: 256 }, language: 'en', priority: 'normal' } },
    });
  });

  it('409: the name is taken, whatever its case', async () => {
    const { name, created } = await create();
    const again = await call('POST', '/v1/datasets', { body: { name: name.toUpperCase() } });
    expect(again).toMatchObject({ status: 409, body: { code: 'dataset-name-taken', datasetId: textAt(created, 'datasetId') } });
  });

  it('repeated with its key is the first answer; another request under the key is 422', async () => {
    const options = { body: { name: 'Once' }, headers: { 'idempotency-key': 'k1' } };
    const first = await call('POST', '/v1/datasets', options);
    const second = await call('POST', '/v1/datasets', options);
    expect(second).toMatchObject({ status: 201, body: first.body as object, headers: { 'idempotent-replayed': 'true' } });
    const other = await call('POST', '/v1/datasets', { ...options, body: { name: 'Twice' } });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    const stranger = await callerOf(world.app, world.other.keys.write)('POST', '/v1/datasets', { ...options, body: { name: 'Mine' } });
    expect(stranger.status).toBe(201);
  });

  it.each([
    ['a name', {}, 'body/name'],
    ['a name that is not blank', { name: '  ' }, 'body/name'],
    ['no unknown fields', { name: 'x', colour: 'red' }, 'body'],
    ['no null for absent', { name: 'x', description: null }, 'body/description'],
    ['settings within their bounds', { name: 'x', settings: { chunking: { chunkTokens: 1 } } }, 'body/settings/chunking/chunkTokens'],
    [
      'an overlap below the size',
      { name: 'x', settings: { chunking: { chunkTokens: 20, overlapTokens: 20 } } },
      'body/settings/chunking/overlapTokens',
    ],
  ])('400: it must have %s', async (_, body, path) => {
    const answer = await call('POST', '/v1/datasets', { body });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request-invalid', status: 400, errors: [{ path }] } });
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it('422: nobody offers the embedding model', async () => {
    const answer = await call('POST', '/v1/datasets', { body: { name: 'x', settings: { embeddingModel: 'oracle' } } });
    expect(answer).toMatchObject({ status: 422, body: { code: 'embedding-model-unknown' } });
  });

  it('400: the key of idempotence is no key', async () => {
    const answer = await call('POST', '/v1/datasets', { body: { name: 'x' }, headers: { 'idempotency-key': 'a b' } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'idempotency-key-invalid' } });
  });

  it('400, 413, 415: a body that is no JSON, too large, or of another type', async () => {
    const headers = { 'content-type': 'application/json' };
    expect(await call('POST', '/v1/datasets', { body: '{', headers })).toMatchObject({ status: 400, body: { code: 'request-invalid' } });
    expect(await call('POST', '/v1/datasets', { body: { name: 'x'.repeat(2_000_000) } })).toMatchObject({ status: 413 });
    expect(
      await call('POST', '/v1/datasets', { body: 'name=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
    ).toMatchObject({
      status: 415,
    });
  });
});

describe('PATCH /v1/datasets/{datasetId}', () => {
  it('200: changes what is given and leaves the rest; the new name is free for nobody else, the old one is', async () => {
    const { url, name } = await create();
    const changed = await call('PATCH', url, { body: { name: `${name} 2`, description: 'About', settings: { priority: 'high' } } });
    expect(changed).toMatchObject({ status: 200, body: { version: 4 }, headers: { etag: '"4"' } });
    expect(await call('GET', url)).toMatchObject({
      body: { name: `${name} 2`, description: 'About', settings: { priority: 'high', language: 'en' } },
    });
    expect((await call('POST', '/v1/datasets', { body: { name: `${name} 2` } })).status).toBe(409);
    await eventually('the old name is free', async () =>
      (await call('POST', '/v1/datasets', { body: { name } })).status === 201 ? true : undefined,
    );
    await call('PATCH', url, { body: { description: null } });
    expect((await call('GET', url)).body).not.toHaveProperty('description');
  });

  it('412: it has another version by now, which is told', async () => {
    const { url } = await create();
    const headers = { 'if-match': '"1"' };
    expect((await call('PATCH', url, { body: { description: 'a' }, headers })).status).toBe(200);
    const answer = await call('PATCH', url, { body: { description: 'b' }, headers });
    expect(answer).toMatchObject({ status: 412, body: { code: 'version-conflict', currentVersion: 2 } });
    expect(await call('PATCH', url, { body: { description: 'b' }, headers: { 'if-match': 'two' } })).toMatchObject({
      status: 400,
      body: { code: 'if-match-invalid' },
    });
  });

  it('404: it is unknown', async () => {
    expect(await call('PATCH', '/v1/datasets/nothing', { body: { description: 'a' } })).toMatchObject({
      status: 404,
      body: { code: 'dataset-unknown' },
    });
  });
});

describe('DELETE /v1/datasets/{datasetId}', () => {
  it('202: nothing of it is found any more, and the receipt ends with every store', async () => {
    const { url } = await create();
    const uploaded = await call('POST', `${url}/documents?parse=true`, { body: { name: 'a.md', text: 'The quokka sleeps.' } });
    await eventually('found', async () =>
      itemsOf(await call('POST', '/v1/search', { body: { query: 'quokka' } })).length > 0 ? true : undefined,
    );
    const deleted = await call('DELETE', url);
    expect(deleted.status).toBe(202);
    expect(deleted.headers).not.toHaveProperty('ragtime-stale');
    expect(itemsOf(await call('POST', '/v1/search', { body: { query: 'quokka' } }))).toEqual([]);
    expect((await call('GET', url)).status).toBe(404);
    expect((await call('GET', `${url}/documents/${textAt(uploaded, 'items.0.documentId')}`)).status).toBe(404);
    const receipt = await eventually('done', async () => {
      const answer = await call('GET', `/v1/receipts/${textAt(deleted, 'receiptId')}`);
      return at(answer, 'done') === true ? answer : undefined;
    });
    expect(at(receipt, 'stores')).toMatchObject(
      ['read-model', 'index', 'blobs', 'keys'].map((store) => ({ store, state: 'erased', removed: expect.any(Number) as number })),
    );
    for await (const { path } of world.blobs.list(`${world.tenant.tenantId}/${url.split('/').at(-1)}`)) expect(path).toBe('nothing');
  });

  it('again: 404, or the first answer with the same key, with If-Match too', async () => {
    const { url } = await create();
    const headers = { 'idempotency-key': 'delete', 'if-match': '"1"' };
    const first = await call('DELETE', url, { headers });
    expect(await call('DELETE', url, { headers })).toMatchObject({
      status: 202,
      body: first.body as object,
      headers: { 'idempotent-replayed': 'true' },
    });
    expect((await call('DELETE', url)).status).toBe(404);
  });

  it('412: not the version that it has', async () => {
    const { url } = await create();
    expect(await call('DELETE', url, { headers: { 'if-match': '"9"' } })).toMatchObject({ status: 412, body: { currentVersion: 1 } });
  });
});

describe('GET /v1/datasets', () => {
  it('pages through all, newest first, without a gap', async () => {
    const names = [];
    for (let n = 0; n < 5; n += 1) names.unshift((await create()).name);
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await call('GET', `/v1/datasets?limit=2&total=true${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      seen.push(...itemsOf(page).map(({ name }) => name));
      expect(at(page, 'total')).toBeGreaterThanOrEqual(5);
      cursor = at(page, 'nextCursor') as string | undefined;
    } while (cursor !== undefined);
    expect(seen.slice(0, 5)).toEqual(names);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it.each(['limit=0', 'limit=1001', 'limit=x', 'colour=red'])('400: %s', async (query) => {
    expect(await call('GET', `/v1/datasets?${query}`)).toMatchObject({ status: 400, body: { code: 'request-invalid' } });
  });

  it('400: a cursor of another list', async () => {
    expect(await call('GET', '/v1/datasets?cursor=abc')).toMatchObject({ status: 400, body: { code: 'cursor-invalid' } });
  });
});

describe('any route', () => {
  it('404 and 405: no such path, or not that method', async () => {
    expect(await call('GET', '/v1/nothing')).toMatchObject({ status: 404, body: { code: 'route-unknown', instance: '/v1/nothing' } });
    expect(await call('PUT', '/v1/datasets')).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD, POST' },
      body: { code: 'method-not-allowed' },
    });
    expect(await call('GET', '/v1/%zz')).toMatchObject({ status: 400, body: { code: 'request-target-invalid' } });
  });

  it('every answer carries a position, every write its command, errors included', async () => {
    const { name } = await create();
    const refused = await call('POST', '/v1/datasets', { body: { name } });
    expect(refused.headers).toMatchObject({
      'ragtime-position': expect.any(String) as string,
      'ragtime-command-id': expect.any(String) as string,
    });
    for (const url of ['/v1/datasets', '/v1/datasets/x', '/v1/users/me', '/v1/events', '/v1/dead-letters', '/v1/overview'])
      expect({ url, ...(await call('GET', url)).headers }).toHaveProperty('ragtime-position');
  });
});
