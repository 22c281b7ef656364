import { type Handbook, startHandbook } from '@ragtime/api-testing';
import { itemsOf, textAt } from '@ragtime/testkit/answers';
import { eventually } from '@ragtime/testkit/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let book: Handbook;
let call: Handbook['call'];
let datasetId: string;
let documentId: string;
let documents: string;

beforeAll(async () => {
  book = await startHandbook();
  ({ call, datasetId, documentId, documents } = book);
});
afterAll(async () => await book.apis.close());

describe('runs', () => {
  it('are listed newest first', async () => {
    await book.parse({ keepEdits: false });
    const runs = itemsOf(await call('GET', `${documents}/${documentId}/runs`));
    expect(runs.map(({ run }) => run)).toEqual([2, 1]);
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
