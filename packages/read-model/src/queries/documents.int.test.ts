import { CursorInvalid } from '@ragtime/database';
import { useDatabase } from '@ragtime/database/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { datasetId, handbook, stranger, tenantId } from '../testing/handbook.ts';
import { documentEvents, project } from '../testing/project.ts';
import { reader } from '../testing/recorded.ts';
import { createQueries, type Queries } from './queries.ts';

const database = useDatabase();
let queries: Queries;

beforeAll(async () => {
  await project(database(), documentEvents, 0, handbook());
  queries = createQueries(database(), reader);
});

describe('a list of documents', () => {
  const ids = async (filter: object, limit = 10) =>
    (await queries.listDocuments(tenantId, datasetId, { limit, ...filter }))?.items.map(({ documentId }) => documentId);

  test('is newest first', async () => {
    expect(await ids({})).toStrictEqual(['uploaded', 'cancelled', 'failed', 'running', 'parsed']);
  });

  test('is the same in pages of any size', async () => {
    for (const limit of [1, 2, 5]) {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await queries.listDocuments(tenantId, datasetId, { limit, cursor });
        found.push(...(page?.items.map(({ documentId }) => documentId) ?? []));
        expect(page?.items.length).toBeLessThanOrEqual(limit);
        cursor = page?.nextCursor;
      } while (cursor !== undefined);
      expect(found).toStrictEqual(['uploaded', 'cancelled', 'failed', 'running', 'parsed']);
    }
  });

  test.each([
    ['one status', { status: ['failed'] }, ['failed']],
    ['several statuses', { status: ['parsed', 'running'] }, ['running', 'parsed']],
    ['the whole name', { name: 'Leave policy.md' }, ['uploaded', 'parsed']],
    ['a part of the name in any case, to the letter', { nameContains: '%_OFF_[' }, ['failed']],
    ['being disabled', { enabled: false }, ['uploaded']],
    ['having been created after a time', { createdAfterMs: 13_000 }, ['uploaded', 'cancelled']],
    ['ids', { documentIds: ['parsed', 'nothing'] }, ['parsed']],
    ['a member of the metadata', { metadata: { author: ['Ada'] } }, ['cancelled', 'parsed']],
    ['a number in the metadata, as text', { metadata: { year: ['2026'] } }, ['parsed']],
    ['any of several values', { metadata: { author: ['Ada', 'Bob'], year: ['2025', '2026'] } }, ['running', 'parsed']],
    ['everything at once', { status: ['parsed'], metadata: { author: ['Ada'] }, createdAfterMs: 3_000 }, []],
  ])('can be filtered by %s', async (_, filter, expected) => {
    expect(await ids(filter)).toStrictEqual(expected);
  });

  test('counts all matches only on request', async () => {
    expect((await queries.listDocuments(tenantId, datasetId, { limit: 1 }))?.total).toBeUndefined();
    expect((await queries.listDocuments(tenantId, datasetId, { limit: 1, total: true }))?.total).toBe(5);
    expect((await queries.listDocuments(tenantId, datasetId, { limit: 1, total: true, status: ['failed'] }))?.total).toBe(1);
  });

  test('is empty in an empty dataset, and undefined in one of another tenant', async () => {
    expect((await queries.listDocuments(tenantId, 'empty', { limit: 1 }))?.items).toStrictEqual([]);
    expect(await queries.listDocuments(stranger, datasetId, { limit: 1 })).toBeUndefined();
    expect(await queries.listDocuments(tenantId, 'unknown', { limit: 1 })).toBeUndefined();
  });

  test('accepts any text in its filters', async () => {
    expect(await ids({ name: 'a\u0000b', nameContains: '\ud800', metadata: { 'a\u0000': ['b\u0000'] } })).toStrictEqual([]);
    expect(await queries.listDocuments(tenantId, '\u0000', { limit: 1 })).toBeUndefined();
  });

  test.each(['nonsense', 'e30', Buffer.from('["a","b"]').toString('base64url')])(
    'refuses a cursor that it did not make: %s',
    async (cursor) => {
      await expect(queries.listDocuments(tenantId, datasetId, { limit: 1, cursor })).rejects.toThrow(CursorInvalid);
    },
  );
});

describe('a document', () => {
  const get = (id: string) => queries.getDocument(tenantId, datasetId, id);

  test('that was parsed shows the result', async () => {
    expect(await get('parsed')).toStrictEqual({
      documentId: 'parsed',
      datasetId,
      keySlot: 'slot of parsed',
      name: 'Leave policy.md',
      metadata: {
        year: 2026,
        author: 'Ada',
      },
      enabled: true,
      revision: 1,
      blobId: 't/d/parsed/1',
      sha256: 'a'.repeat(64),
      sizeBytes: 100,
      mediaType: 'text/plain',
      status: 'parsed',
      progress: 1,
      tasks: {
        total: 0,
        completed: 0,
      },
      runId: 'run of parsed',
      visibleRun: 1,
      visibleRunId: 'run of parsed',
      chunks: 3,
      tokens: 300,
      pages: 2,
      error: undefined,
      version: 1,
      createdAtMs: 3e3,
      updatedAtMs: 3e3,
    });
  });

  test('that is being parsed shows its progress', async () => {
    expect(await get('running')).toMatchObject({ status: 'running', progress: 0.5, tasks: { total: 2, completed: 1 }, chunks: 0 });
  });

  test('that failed shows the error', async () => {
    expect(await get('failed')).toMatchObject({ status: 'failed', error: { code: 'file-damaged', message: 'It is damaged.' } });
  });

  test('raises its version with its own changes, not with its runs', async () => {
    expect((await get('parsed'))?.version).toBe(1);
    expect(await get('uploaded')).toMatchObject({ version: 3, revision: 2, sizeBytes: 7, updatedAtMs: 22_000, createdAtMs: 20_000 });
  });

  test('is found in its own dataset and by its own tenant only', async () => {
    expect(await queries.getDocument(tenantId, 'empty', 'parsed')).toBeUndefined();
    expect(await queries.getDocument(stranger, datasetId, 'parsed')).toBeUndefined();
    expect([...(await queries.documentsById(tenantId, ['parsed', 'failed', 'gone'])).keys()].toSorted()).toStrictEqual([
      'failed',
      'parsed',
    ]);
    expect((await queries.documentsById(stranger, ['parsed'])).size).toBe(0);
  });

  test('has each of its revisions by number, for its tenant only', async () => {
    expect((await queries.getRevision(tenantId, datasetId, 'uploaded', 1))?.sha256[0]).toBe('a');
    expect((await queries.getRevision(tenantId, datasetId, 'uploaded', 2))?.sha256[0]).toBe('b');
    expect(await queries.getRevision(tenantId, datasetId, 'uploaded', 3)).toBeUndefined();
    expect(await queries.getRevision(tenantId, 'another', 'uploaded', 1)).toBeUndefined();
    expect(await queries.getRevision(stranger, datasetId, 'uploaded', 1)).toBeUndefined();
  });

  test('has its revisions, newest first', async () => {
    const page = await queries.listRevisions(tenantId, datasetId, 'uploaded', { limit: 1 });
    expect(page?.items.map(({ revision, sha256 }) => [revision, sha256[0]])).toStrictEqual([[2, 'b']]);
    const rest = await queries.listRevisions(tenantId, datasetId, 'uploaded', { limit: 1, cursor: page?.nextCursor });
    expect(rest?.items.map(({ revision, sha256 }) => [revision, sha256[0]])).toStrictEqual([[1, 'a']]);
    expect(rest?.nextCursor).toBeUndefined();
    expect(await queries.listRevisions(stranger, datasetId, 'uploaded', { limit: 1 })).toBeUndefined();
  });
});
