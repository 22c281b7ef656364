import { type Apis, type Call, callerOf, formOf, startApis } from '@ragtime/api-testing';
import { at, itemsOf, textAt } from '@ragtime/testkit/answers';
import { eventually } from '@ragtime/testkit/eventually';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

let world: Apis;
let call: Call;
let datasetId: string;
let documents: string;
let count = 0;

beforeAll(async () => {
  world = await startApis({ uploadBytesMax: 100_000 });
  call = callerOf(world.app, world.tenant.keys.write);
});
afterAll(async () => await world.close());
beforeEach(async () => {
  count += 1;
  datasetId = textAt(await call('POST', '/v1/datasets', { body: { name: `Dataset ${count}` } }), 'datasetId');
  documents = `/v1/datasets/${datasetId}/documents`;
});

const blobs = async (): Promise<string[]> => {
  const paths: string[] = [];
  for await (const { path } of world.blobs.list(`${world.tenant.tenantId}/${datasetId}`)) paths.push(path);
  return paths;
};
const status = async (documentId: string) => at(await call('GET', `${documents}/${documentId}`), 'status');
const parsed = async (documentId: string) =>
  await eventually('parsed', async () => ((await status(documentId)) === 'parsed' ? true : undefined));

describe('201: an upload', () => {
  it('of several files makes a document of each, in their order, with the metadata of all', async () => {
    const { body, headers } = await formOf(
      [
        { name: 'guides/one.md', text: '# One', type: 'text/markdown' },
        { name: 'zwei – ü.txt', text: 'Two' },
      ],
      { metadata: '{"year":2026}' },
    );
    const uploaded = await call('POST', documents, { body, headers });
    expect(uploaded).toMatchObject({
      status: 201,
      body: {
        items: [
          { outcome: 'created', name: 'guides/one.md', mediaType: 'text/markdown', version: 1, sizeBytes: 5 },
          { outcome: 'created', name: 'zwei – ü.txt', mediaType: 'text/plain' },
        ],
      },
    });
    const listed = await call('GET', `${documents}?metadata.year=2026&name=${encodeURIComponent('guides/one.md')}`);
    expect(itemsOf(listed)).toMatchObject([{ name: 'guides/one.md', status: 'uploaded', metadata: { year: 2026 }, progress: 0 }]);
    expect(await blobs()).toHaveLength(2);
  });

  it('of a text parses it where that is asked for, with a run to look at', async () => {
    const uploaded = await call('POST', `${documents}?parse=true`, { body: { name: 'a.md', text: 'The pump hums.' } });
    expect(uploaded.headers).toMatchObject({ location: `${documents}/${textAt(uploaded, 'items.0.documentId')}` });
    await parsed(textAt(uploaded, 'items.0.documentId'));
    expect(await call('GET', `/v1/runs/${textAt(uploaded, 'items.0.runId')}`)).toMatchObject({
      status: 200,
      body: { status: 'parsed', taskList: [{ taskId: 'plan', status: 'completed', attempts: [{ attempt: 1, status: 'completed' }] }] },
    });
  });

  it('of the same bytes twice makes two documents', async () => {
    const body = { name: 'a.md', text: 'Same' };
    const [one, other] = [await call('POST', documents, { body }), await call('POST', documents, { body })];
    expect(textAt(one, 'items.0.documentId')).not.toBe(textAt(other, 'items.0.documentId'));
  });

  it('leaves what is there where it is told to skip, and no bytes behind', async () => {
    const first = await call('POST', documents, { body: { name: 'a.md', text: 'Old' } });
    const again = await call('POST', `${documents}?ifExists=skip`, { body: { name: 'a.md', text: 'New' } });
    expect(again).toMatchObject({
      status: 201,
      body: { items: [{ outcome: 'skipped', documentId: textAt(first, 'items.0.documentId') }] },
    });
    expect(await blobs()).toHaveLength(1);
  });

  it('adds a revision where it is told to replace, below the document’s own prefix; the same bytes change nothing', async () => {
    const first = await call('POST', documents, { body: { name: 'a.md', text: 'Old' } });
    const documentId = textAt(first, 'items.0.documentId');
    const again = await call('POST', `${documents}?ifExists=replace`, { body: { name: 'a.md', text: 'New', metadata: { a: 1 } } });
    expect(again).toMatchObject({ status: 201, body: { items: [{ outcome: 'revised', documentId }] } });
    expect(await call('GET', `${documents}/${documentId}/content`)).toMatchObject({ status: 200, body: 'New' });
    expect(await call('GET', `${documents}/${documentId}/content?revision=1`)).toMatchObject({ status: 200, body: 'Old' });
    expect(await call('GET', `${documents}/${documentId}`)).toMatchObject({ body: { revision: 2, metadata: { a: 1 } } });
    expect(await blobs()).toSatisfy((paths: string[]) => paths.length === 2 && paths.every((path) => path.includes(documentId)));
    const same = await call('POST', `${documents}?ifExists=replace`, { body: { name: 'a.md', text: 'New' } });
    expect(same).toMatchObject({ status: 201, body: { items: [{ outcome: 'unchanged', documentId }] } });
    expect(await blobs()).toHaveLength(2);
    const created = await call('POST', `${documents}?ifExists=replace`, { body: { name: 'b.md', text: 'New' } });
    expect(created).toMatchObject({ status: 201, body: { items: [{ outcome: 'created' }] } });
  });

  it('starts the parse that an upload before it did not come to', async () => {
    const first = await call('POST', documents, { body: { name: 'a.md', text: 'Words' } });
    await call('POST', `${documents}?ifExists=replace&parse=true`, { body: { name: 'a.md', text: 'Words' } });
    await parsed(textAt(first, 'items.0.documentId'));
    const third = await call('POST', `${documents}?ifExists=replace&parse=true`, { body: { name: 'a.md', text: 'Words' } });
    expect(itemsOf(third)[0]).not.toHaveProperty('runId');
  });

  it('of a revision takes the place of the old bytes', async () => {
    const first = await call('POST', documents, { body: { name: 'a.md', text: 'Old' } });
    const revisions = `${documents}/${textAt(first, 'items.0.documentId')}/revisions`;
    const { body, headers } = await formOf([{ name: 'whatever', text: 'New' }]);
    expect(await call('POST', revisions, { body, headers })).toMatchObject({
      status: 201,
      body: { outcome: 'revised', revision: 2, version: 2 },
    });
    expect(await call('POST', revisions, { body: { text: 'New' } })).toMatchObject({
      status: 201,
      body: { outcome: 'unchanged', version: 2 },
    });
    expect(itemsOf(await call('GET', revisions)).map(({ revision }) => revision)).toEqual([2, 1]);
    expect(await blobs()).toHaveLength(2);
  });

  it('repeated with its key is the same upload: the first answer, one document, one copy of the bytes', async () => {
    const headers = { 'idempotency-key': 'once' };
    const options = { body: { name: 'a.md', text: 'Once' }, headers };
    const [first, second] = [
      await call('POST', `${documents}?parse=true`, options),
      await call('POST', `${documents}?parse=true`, options),
    ];
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    expect(second.headers).toMatchObject({ 'idempotent-replayed': 'true', 'ragtime-command-id': first.headers['ragtime-command-id'] });
    expect(second.body).toEqual(first.body);
    expect(itemsOf(await call('GET', documents))).toHaveLength(1);
    await parsed(textAt(first, 'items.0.documentId'));
    expect((await blobs()).filter((path) => path.split('/').length === 4)).toHaveLength(1);
  });

  it('of hundreds of files at once starts their runs by hundreds', async () => {
    const { body, headers } = await formOf(Array.from({ length: 230 }, (_, n) => ({ name: `${n}.txt`, text: `Text ${n}` })));
    const uploaded = await call('POST', `${documents}?parse=true`, { body, headers });
    expect(uploaded.status).toBe(201);
    expect(new Set(itemsOf(uploaded).map(({ runId }) => runId)).size).toBe(230);
    const cancelled = await call('POST', `/v1/datasets/${datasetId}/cancel`, { body: { all: true } });
    expect(cancelled.status).toBe(202);
  });
});

describe('a refused upload leaves no bytes behind', () => {
  it('404: the dataset is unknown, gone, or no id at all', async () => {
    for (const id of ['00000000-0000-8000-8000-000000000000', 'a.b', '..']) {
      const uploaded = await call('POST', `/v1/datasets/${id}/documents`, { body: { name: 'a.md', text: 'x' } });
      expect({ id, status: uploaded.status }).toEqual({ id, status: 404 });
    }
    await call('DELETE', `/v1/datasets/${datasetId}`);
    expect(await call('POST', documents, { body: { name: 'a.md', text: 'x' } })).toMatchObject({
      status: 404,
      body: { code: 'dataset-closed' },
    });
    expect(await blobs()).toEqual([]);
  });

  it('413: it is too large, whether it says so or not', async () => {
    const { body, headers } = await formOf([
      { name: 'small.txt', text: 'small' },
      { name: 'large.txt', text: 'x'.repeat(100_001) },
    ]);
    expect(await call('POST', documents, { body, headers })).toMatchObject({ status: 413, body: { code: 'body-too-large' } });
    const announced = await call('POST', documents, { body: 'x', headers: { ...headers, 'content-length': '50000000' } });
    expect(announced).toMatchObject({ status: 413 });
    expect(await blobs()).toEqual([]);
  });

  it('415: it is neither files nor JSON', async () => {
    const answer = await call('POST', documents, { body: 'text', headers: { 'content-type': 'text/plain' } });
    expect(answer).toMatchObject({ status: 415, body: { code: 'media-type-unsupported' } });
  });

  it.each([
    ['a name is missing', { text: 'x' }, 'body/name'],
    ['a name is blank', { name: '  ', text: 'x' }, 'body/name'],
    ['a name holds control characters', { name: 'a\u0007b', text: 'x' }, 'body/name'],
    ['a field is unknown', { name: 'a', text: 'x', colour: 'red' }, 'body'],
    ['metadata is no object', { name: 'a', text: 'x', metadata: [1] }, 'body/metadata'],
  ])('400: %s', async (_, body, path) => {
    const answer = await call('POST', documents, { body });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request-invalid', errors: [{ path }] } });
    expect(await blobs()).toEqual([]);
  });

  it('400: a part is none that the route knows, or there is no file at all', async () => {
    const strange = await formOf([{ name: 'a.txt', text: 'a' }], { colour: 'red' });
    expect(await call('POST', documents, strange)).toMatchObject({ status: 400 });
    const empty = await formOf([], { metadata: '{}' });
    expect(await call('POST', documents, empty)).toMatchObject({ status: 400, body: { code: 'file-part-missing' } });
    const broken = await formOf([{ name: 'a.txt', text: 'a' }], { metadata: '{' });
    expect(await call('POST', documents, broken)).toMatchObject({ status: 400, body: { errors: [{ path: 'body/metadata' }] } });
    expect(await blobs()).toEqual([]);
  });

  it('422: the key came with other bytes before', async () => {
    const headers = { 'idempotency-key': 'reused' };
    expect(await call('POST', documents, { body: { name: 'a.md', text: 'One' }, headers })).toMatchObject({ status: 201 });
    const again = await call('POST', documents, { body: { name: 'a.md', text: 'Two' }, headers });
    expect(again).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    expect(await blobs()).toHaveLength(1);
  });
});
