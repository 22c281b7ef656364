import { Readable } from 'node:stream';
import { type Handbook, startHandbook } from '@ragtime/api-testing';
import { textAt } from '@ragtime/testkit/answers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let book: Handbook;
let call: Handbook['call'];
let datasetId: string;
let documentId: string;
let documents: string;
let text: string;

beforeAll(async () => {
  book = await startHandbook();
  ({ call, datasetId, documentId, documents, text } = book);
});
afterAll(async () => await book.apis.close());

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
    await book.apis.blobs.removePrefix(`${book.apis.tenant.tenantId}/${datasetId}/${lostId}`);
    expect(await call('GET', `${documents}/${lostId}/content`)).toMatchObject({ status: 500, body: { code: 'original-missing' } });
    await call('DELETE', `${documents}/${lostId}`);
  });

  it('500: the bytes are not those that were uploaded, in whole or in a range', async () => {
    const large = 'The boiler. '.repeat(60_000);
    for (const original of ['x', large]) {
      const id = textAt(await call('POST', documents, { body: { name: 'damaged.txt', text: original } }), 'items.0.documentId');
      const { blobs } = book.apis;
      for await (const { path } of blobs.list(`${book.apis.tenant.tenantId}/${datasetId}/${id}`)) {
        await blobs.remove([path]);
        await blobs.write(path, Readable.from([Buffer.from(original.replace(/^./u, 'Y'))]), { bytesMax: original.length, blocks: true });
      }
      const ranged = await call('GET', `${documents}/${id}/content`, { headers: { range: 'bytes=0-0' } });
      expect(ranged).toMatchObject({ status: 500, body: { code: 'content-damaged' } });
      await call('DELETE', `${documents}/${id}`);
    }
  });
});
