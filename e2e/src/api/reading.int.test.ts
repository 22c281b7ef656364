import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, type Call, callerOf, eventually, itemsOf, textAt } from './support/caller.ts';
import { startWorld, type World } from './support/world.ts';

let world: World;
let call: Call;
let documents: string;
let documentId: string;
let commandId: string;
let datasetId: string;
const text = '# Boiler\n\nThe valve closes at 4 bar.\n\n# Pump\n\nThe pump hums softly & slowly at night.';

beforeAll(async () => {
  world = await startWorld();
  call = callerOf(world.app, world.tenant.keys.operator);
  datasetId = textAt(await call('POST', '/v1/datasets', { body: { name: 'Handbook' } }), 'datasetId');
  documents = `/v1/datasets/${datasetId}/documents`;
  const uploaded = await call('POST', `${documents}?parse=true`, {
    body: { name: 'guide/bo"iler.md', text, metadata: { year: 2026, tags: ['a'] } },
  });
  documentId = textAt(uploaded, 'items.0.documentId');
  commandId = textAt(uploaded, 'items.0.commandId');
  await parsed(documentId);
});
afterAll(async () => await world.close());

const parsed = async (id: string) =>
  await eventually('parsed', async () => (at(await call('GET', `${documents}/${id}`), 'status') === 'parsed' ? true : undefined));
const search = async (body: object) => await call('POST', '/v1/search', { body });

describe('GET …/content', () => {
  const content = (query = '', headers = {}) => call('GET', `${documents}/${documentId}/content${query}`, { headers });

  it('200: the bytes as they came, never as a page that runs', async () => {
    const answer = await content();
    expect(answer).toMatchObject({ status: 200, body: text });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/markdown',
      'content-length': String(Buffer.byteLength(text)),
      'accept-ranges': 'bytes',
      'content-disposition': `attachment; filename="bo_iler.md"; filename*=UTF-8''bo%22iler.md`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
    });
  });

  it('206: a range of them, and 416 outside', async () => {
    expect(await content('', { range: 'bytes=2-7' })).toMatchObject({
      status: 206,
      body: 'Boiler',
      headers: { 'content-range': `bytes 2-7/${Buffer.byteLength(text)}`, 'content-length': '6' },
    });
    expect(await content('', { range: 'bytes=9999-' })).toMatchObject({
      status: 416,
      headers: { 'content-range': `bytes */${Buffer.byteLength(text)}` },
      body: { code: 'range-not-satisfiable' },
    });
  });

  it('304: the caller has them', async () => {
    const { headers } = await content();
    expect(await content('', { 'if-none-match': String(headers['etag']) })).toMatchObject({ status: 304 });
  });

  it('404: no such revision; 500: the bytes are not where they were put', async () => {
    expect(await content('?revision=2')).toMatchObject({ status: 404, body: { code: 'revision-unknown' } });
    const lost = await call('POST', documents, { body: { name: 'lost.md', text: 'x' } });
    const lostId = textAt(lost, 'items.0.documentId');
    await world.blobs.removePrefix(`${world.tenant.tenantId}/${datasetId}/${lostId}`);
    expect(await call('GET', `${documents}/${lostId}/content`)).toMatchObject({ status: 500, body: { code: 'original-missing' } });
    await call('DELETE', `${documents}/${lostId}`);
  });
});

describe('POST /v1/search', () => {
  it('200: finds by words and says where, with the words marked and all else escaped', async () => {
    const answer = await search({ query: 'pump night', weights: { lexical: 1, vector: 0 } });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        items: [
          {
            documentId,
            datasetId,
            documentName: 'guide/bo"iler.md',
            metadata: { year: 2026 },
            scores: { lexical: expect.any(Number) as number },
          },
        ],
        documents: [{ documentId, count: 1 }],
        position: expect.any(String) as string,
      },
    });
    expect(textAt(answer, 'items.0.highlights.snippet')).toContain('<em>pump</em>');
    expect(textAt(answer, 'items.0.highlights.snippet')).toContain('&amp;');
    expect(answer.headers['ragtime-position']).toBe(at(answer, 'position'));
    expect(itemsOf(await search({ query: 'pump', highlight: false }))[0]).not.toHaveProperty('highlights');
  });

  it.each([
    ['its metadata have the value', { filter: { year: 2026 } }, 1],
    ['its metadata have one of the values', { filter: { year: [2025, 2026] } }, 1],
    ['its metadata have another value', { filter: { year: 2025 } }, 0],
    ['its metadata have no such member', { filter: { colour: 'red' } }, 0],
  ])('200: where %s', async (_, body, hits) => {
    expect(itemsOf(await search({ query: 'pump', ...body }))).toHaveLength(hits);
  });

  it('200: in named documents and datasets only', async () => {
    expect(itemsOf(await search({ query: 'pump', documentIds: [documentId], datasetIds: [datasetId] }))).toHaveLength(1);
    expect(itemsOf(await search({ query: 'pump', documentIds: ['another'] }))).toHaveLength(0);
  });

  it.each([
    ['404', 'dataset-unknown', { datasetIds: ['another'] }],
    ['409', 'history-not-kept', { asOf: '2026-01-01T00:00:00.000Z' }],
    ['501', 'feature-unavailable', { rerank: true }],
    ['400', 'request-invalid', { limit: 101 }],
    ['400', 'request-invalid', { query: ' ' }],
    ['400', 'request-invalid', { colour: 'red' }],
  ])('%s %s: %o', async (status, code, body) => {
    expect(await search({ query: 'pump', ...body })).toMatchObject({ status: Number(status), body: { code } });
  });

  it('a disabled document is listed and not found, until it is enabled again', async () => {
    await call('PATCH', `${documents}/${documentId}`, { body: { enabled: false } });
    expect(itemsOf(await search({ query: 'pump' }))).toEqual([]);
    expect(itemsOf(await call('GET', `${documents}?enabled=false`))).toHaveLength(1);
    await call('PATCH', `${documents}/${documentId}`, { body: { enabled: true } });
    expect(itemsOf(await search({ query: 'pump' }))).toHaveLength(1);
  });
});

describe('passages', () => {
  const chunks = () => `${documents}/${documentId}/chunks`;

  it('are listed in reading order, page by page', async () => {
    const all = itemsOf(await call('GET', chunks()));
    expect(all.length).toBeGreaterThanOrEqual(1);
    const first = await call('GET', `${chunks()}?limit=1`);
    expect(itemsOf(first)).toEqual(all.slice(0, 1));
    expect(await call('GET', `${chunks()}/${String(all[0]?.['chunkId'])}`)).toMatchObject({ status: 200, body: all[0] });
  });

  it('can be typed in, changed, taken out and deleted; each is seen by the next search', async () => {
    const added = await call('POST', chunks(), { body: { text: 'The quokka sleeps.' } });
    expect(added).toMatchObject({ status: 201, body: { version: 1 }, headers: { etag: '"1"' } });
    const url = `${chunks()}/${textAt(added, 'chunkId')}`;
    expect(added.headers['location']).toBe(url);
    expect(itemsOf(await search({ query: 'quokka' }))).toHaveLength(1);
    expect(await call('PATCH', url, { body: { text: 'The wombat digs.' } })).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await call('GET', url)).toMatchObject({ body: { version: 2 }, headers: { etag: '"2"' } });
    expect(itemsOf(await search({ query: 'quokka', weights: { vector: 0 } }))).toHaveLength(0);
    expect(itemsOf(await search({ query: 'wombat', weights: { vector: 0 } }))).toMatchObject([{ text: 'The wombat digs.' }]);
    expect(await call('PATCH', url, { body: { enabled: false }, headers: { 'if-match': '"1"' } })).toMatchObject({ status: 412 });
    expect(await call('PATCH', url, { body: { enabled: false } })).toMatchObject({ status: 200 });
    expect(itemsOf(await search({ query: 'wombat', weights: { vector: 0 } }))).toHaveLength(0);
    const options = { headers: { 'idempotency-key': 'delete-chunk' } };
    const deleted = await call('DELETE', url, options);
    expect(deleted.status).toBe(200);
    expect((await call('GET', url)).status).toBe(404);
    expect(await call('DELETE', url, options)).toMatchObject({ status: 200, headers: { 'idempotent-replayed': 'true' } });
    expect(await call('DELETE', url)).toMatchObject({ status: 404, body: { code: 'chunk-unknown' } });
  });

  it('that a run made can be edited, and survive a parse where that is asked for', async () => {
    const [made] = itemsOf(await call('GET', chunks()));
    const url = `${chunks()}/${String(made?.['chunkId'])}`;
    const read = await call('GET', url);
    expect(read).toMatchObject({ body: { version: 0 }, headers: { etag: '"0"' } });
    const headers = { 'if-match': String(read.headers['etag']) };
    expect(await call('PATCH', url, { body: { text: 'A numbat eats.' }, headers })).toMatchObject({
      status: 200,
      headers: { etag: '"1"' },
    });
    expect(await call('PATCH', url, { body: { text: 'Too late.' }, headers })).toMatchObject({ status: 412, body: { currentVersion: 1 } });
    expect(await call('GET', url)).toMatchObject({ body: { text: 'A numbat eats.', edited: true } });
    const again = async (keepEdits: boolean) => {
      const { body } = await call('POST', `/v1/datasets/${datasetId}/parse`, { body: { documentIds: [documentId], keepEdits } });
      const runId = textAt({ body }, 'items.0.runId');
      await eventually('the run ended', async () => (at(await call('GET', `/v1/runs/${runId}`), 'status') === 'parsed' ? true : undefined));
    };
    await again(true);
    expect(await call('GET', url)).toMatchObject({ body: { version: 1 } });
    expect(itemsOf(await search({ query: 'numbat', weights: { vector: 0 } }))).toHaveLength(1);
    await again(false);
    expect(await call('GET', url)).toMatchObject({ body: { version: 0, edited: false } });
    expect(itemsOf(await search({ query: 'numbat', weights: { vector: 0 } }))).toHaveLength(0);
  });

  it('400 and 404', async () => {
    expect((await call('POST', chunks(), { body: { text: ' ' } })).status).toBe(400);
    expect((await call('PATCH', `${chunks()}/x`, { body: {} })).status).toBe(400);
    expect((await call('PATCH', `${chunks()}/x`, { body: { text: 'y' } })).status).toBe(404);
    expect((await call('GET', `${documents}/x/chunks`)).status).toBe(404);
  });
});

describe('runs', () => {
  it('are listed newest first', async () => {
    const runs = itemsOf(await call('GET', `${documents}/${documentId}/runs`));
    expect(runs.map(({ run }) => run)).toEqual(runs.map((_, place) => runs.length - place));
  });

  it('400: a parse of neither something nor everything; 404: of what is not there', async () => {
    const url = `/v1/datasets/${datasetId}/parse`;
    expect((await call('POST', url, { body: {} })).status).toBe(400);
    expect((await call('POST', url, { body: { all: true, documentIds: [documentId] } })).status).toBe(400);
    expect(await call('POST', url, { body: { documentIds: ['nothing'] } })).toMatchObject({
      status: 404,
      body: { code: 'document-unknown', documentId: 'nothing' },
    });
    expect((await call('POST', '/v1/datasets/x/parse', { body: { all: true } })).status).toBe(404);
  });

  it('that failed wait as dead letters, to be tried again or given up', async () => {
    const uploaded = await call('POST', `${documents}?parse=true`, { body: { name: 'empty.pdf', text: '%PDF-1.4 nothing' } });
    const brokenId = textAt(uploaded, 'items.0.documentId');
    const letter = async (not?: string) =>
      await eventually('a dead letter', async () =>
        itemsOf(await call('GET', '/v1/dead-letters')).find((one) => one['documentId'] === brokenId && one['runId'] !== not),
      );
    const first = await letter();
    expect(await call('GET', `${documents}/${brokenId}`)).toMatchObject({
      body: { status: 'failed', error: { code: expect.any(String) as string } },
    });
    const url = `/v1/dead-letters/${String(first['runId'])}`;
    const options = { headers: { 'idempotency-key': 'replay' } };
    const replayed = await call('POST', `${url}/replay`, options);
    expect(replayed).toMatchObject({ status: 202, body: { documentId: brokenId } });
    expect(await call('POST', `${url}/replay`, options)).toMatchObject({ status: 202, body: replayed.body as object });
    const second = await letter(String(first['runId']));
    expect(second['runId']).toBe(textAt(replayed, 'runId'));
    expect((await call('POST', `/v1/dead-letters/${String(second['runId'])}/discard`)).status).toBe(200);
    expect(itemsOf(await call('GET', '/v1/dead-letters'))).toEqual([]);
    expect(await call('POST', `${url}/replay`)).toMatchObject({ status: 404, body: { code: 'dead-letter-unknown' } });
  });
});

describe('the audit log', () => {
  it('has every event of a thing in order, with versions that count from 1, and nothing of others', async () => {
    const events = itemsOf(await call('GET', `/v1/events?resource=${documentId}&limit=1000`));
    const own = events.filter((event) => at({ body: event }, 'subject.kind') === 'document');
    expect(own.map(({ version }) => version)).toEqual(own.map((_, place) => place + 1));
    expect(events[0]).toMatchObject({ type: 'DocumentRegistered', documentId, commandId, data: { name: 'guide/bo"iler.md' } });
    expect(textAt({ body: events[0] }, 'actor')).toContain(`user:${world.tenant.userId}`);
  });

  it('filters, and pages without a gap or a double', async () => {
    const types = new Set(itemsOf(await call('GET', '/v1/events?type=DocumentParsed&limit=1000')).map(({ type }) => type));
    expect([...types]).toEqual(['DocumentParsed']);
    const all = itemsOf(await call('GET', '/v1/events?limit=1000')).map(({ id }) => id);
    const paged: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await call('GET', `/v1/events?limit=7${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      paged.push(...itemsOf(page).map(({ id }) => id));
      cursor = at(page, 'nextCursor') as string | undefined;
    } while (cursor !== undefined);
    expect(paged).toEqual(all);
    const [one, two] = itemsOf(await call('GET', `/v1/events?resource=${documentId}`));
    const after = itemsOf(await call('GET', `/v1/events?resource=${documentId}&after=${String(one?.['position'])}`));
    expect(after[0]).toEqual(two);
  });

  it('speaks CloudEvents to whoever asks for them', async () => {
    const answer = await call('GET', `/v1/events?resource=${documentId}&limit=1`, {
      headers: { accept: 'application/cloudevents-batch+json' },
    });
    expect(answer.headers['content-type']).toContain('application/cloudevents-batch+json');
    expect(answer.headers['link']).toMatch(/^<\/v1\/events\?.*cursor=.*>; rel="next"$/);
    expect(answer.body).toMatchObject([
      { specversion: '1.0', type: 'ragtime.DocumentRegistered', subject: `document/${documentId}`, source: '/v1/events' },
    ]);
  });

  it('gives the outcome of a command by its id', async () => {
    expect(await call('GET', `/v1/commands/${commandId}`)).toMatchObject({
      status: 200,
      body: { commandId, outcome: 'accepted', events: [{ type: 'DocumentRegistered' }] },
    });
    expect(await call('GET', '/v1/commands/nothing')).toMatchObject({ status: 404, body: { code: 'command-unknown' } });
  });
});

describe('operations', () => {
  it('show queues, workers, partitions and storage', async () => {
    await eventually('a worker', async () => (itemsOf(await call('GET', '/v1/admin/workers')).length === 1 ? true : undefined));
    expect(await call('GET', '/v1/admin/queues')).toMatchObject({ status: 200, body: { waiting: [], running: [] } });
    expect(itemsOf(await call('GET', '/v1/admin/partitions'))).toHaveLength(24);
    expect(await call('GET', '/v1/admin/storage')).toMatchObject({ status: 200, body: { databaseBytes: expect.any(Number) as number } });
    expect(await call('GET', '/v1/overview')).toMatchObject({ body: { datasets: 1, documents: { parsed: 1 } } });
    const metrics = await call('GET', '/metrics');
    expect(String(metrics.body)).toContain('ragtime_http_request_seconds_count{method="POST",route="/v1/search",status="200"}');
    expect((await callerOf(world.app, undefined)('GET', '/metrics')).status).toBe(401);
  });

  it.each(['library', 'search'])('rebuild %s while it answers, compare, and switch back', async (name) => {
    const url = `/v1/admin/projections/${name}`;
    expect((await call('GET', `${url}/comparison`)).status).toBe(404);
    expect((await call('POST', `${url}/switch`)).status).toBe(404);
    expect(await call('POST', `${url}/rebuild`)).toMatchObject({ status: 202, body: { state: 'running' } });
    expect([202, 409]).toContain((await call('POST', `${url}/rebuild`)).status);
    const done = await eventually('rebuilt', async () => {
      const projection = await call('GET', url);
      return at(projection, 'rebuild.state') === 'running' ? undefined : projection;
    });
    expect(done).toMatchObject({ body: { name, stopped: [], rebuild: { state: 'done', report: { same: true } } } });
    expect(await call('GET', `${url}/comparison`)).toMatchObject({ status: 200, body: { report: { same: true } } });
    expect(itemsOf(await search({ query: 'pump' }))).toHaveLength(1);
    expect(await call('POST', `${url}/switch`)).toMatchObject({ status: 200, body: { generation: expect.any(Number) as number } });
    expect(itemsOf(await search({ query: 'pump' }))).toHaveLength(1);
  });

  it('404: no such projection', async () => {
    expect(await call('POST', '/v1/admin/projections/nothing/rebuild')).toMatchObject({
      status: 404,
      body: { code: 'projection-unknown' },
    });
  });
});
