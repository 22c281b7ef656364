import { type Handbook, startHandbook } from '@ragtime/api-testing';
import { at, itemsOf, textAt } from '@ragtime/testkit/answers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let book: Handbook;
let call: Handbook['call'];
let datasetId: string;
let documentId: string;
let documents: string;
let search: Handbook['search'];

beforeAll(async () => {
  book = await startHandbook();
  ({ call, datasetId, documentId, documents, search } = book);
});
afterAll(async () => await book.apis.close());

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
