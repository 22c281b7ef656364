import { type Handbook, startHandbook } from '@ragtime/api-testing';
import { itemsOf, textAt } from '@ragtime/testkit/answers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let book: Handbook;
let call: Handbook['call'];
let documentId: string;
let documents: string;
let search: Handbook['search'];

beforeAll(async () => {
  book = await startHandbook();
  ({ call, documentId, documents, search } = book);
});
afterAll(async () => await book.apis.close());

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
    await book.parse({ keepEdits: true });
    expect(await call('GET', url)).toMatchObject({ body: { version: 1 } });
    expect(itemsOf(await search({ query: 'numbat', weights: { vector: 0 } }))).toHaveLength(1);
    await book.parse({ keepEdits: false });
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
