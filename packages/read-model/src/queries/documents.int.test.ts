import { type DocumentTopicCommand, defaultDatasetSettings } from '@ragtime/domain';
import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../testing/database.ts';
import { happenings } from '../testing/happenings.ts';
import type { Intent } from '../testing/intents.ts';
import { named } from '../testing/named.ts';
import { documentEvents, project } from '../testing/project.ts';
import { helpers, seal } from '../testing/recorded.ts';
import { CursorInvalid } from './page.ts';
import { createQueries, type Queries } from './queries.ts';

const database = useDatabase();
const tenantId = named('tenant-1');
const stranger = named('tenant-2');
const datasetId = named('handbook');
let queries: Queries;

const create = (id: string): DocumentTopicCommand => ({
  ...{ type: 'CreateDataset', datasetId: named(id), tenantId, name: id, nameHash: named(`hash of ${id}`), description: undefined },
  settings: defaultDatasetSettings,
});
const register = (id: string, name: string, metadata?: object): DocumentTopicCommand => ({
  ...{ type: 'RegisterDocument', datasetId, documentId: named(id), keySlot: named(`slot of ${id}`), nameHash: named(`hash of ${name}`) },
  ...{ name: seal(name), metadata: metadata === undefined ? undefined : seal(JSON.stringify(metadata)), uploadedAtMs: 0, ifExists: 'add' },
  original: { blobId: named(`t/d/${id}/1`), sha256: 'a'.repeat(64), sizeBytes: 100, mediaType: 'text/plain' },
});
const parse = (id: string): DocumentTopicCommand => ({
  ...{ type: 'RequestParsing', datasetId, keepEdits: false, ifMissing: 'refuse' },
  documents: [{ documentId: named(id), runId: named(`run of ${id}`) }],
});
const work = (outcome: Extract<Intent, { intent: 'work' }>['outcome']): Intent => ({ intent: 'work', datasetId, pick: 0, outcome });

/** Parsed, half way, failed, cancelled, untouched: in this order, a second of record time a command. */
beforeAll(async () => {
  const history = happenings([
    create('handbook'),
    create('empty'),
    register('parsed', 'Leave policy.md', { year: 2026, author: 'Ada' }),
    parse('parsed'),
    work('completed'),
    work('completed'),
    register('running', 'Manual.pdf', { year: 2025, author: 'Bob' }),
    parse('running'),
    work('completed-with-more'),
    work('completed-with-more'),
    work('completed'),
    work('completed'),
    register('failed', '100%_off_[prices].csv'),
    parse('failed'),
    { ...work('dead'), pick: 1 },
    { ...work('dead'), pick: 1 },
    register('cancelled', 'Contract.docx', { author: 'Ada' }),
    parse('cancelled'),
    { type: 'CancelParsing', datasetId, documents: [{ documentId: named('cancelled') }], ifMissing: 'refuse' },
    register('uploaded', 'Leave policy.md', {}),
    {
      ...{ type: 'ReviseDocument', datasetId, documentId: named('uploaded'), uploadedAtMs: 0 },
      original: { blobId: named('t/d/uploaded/2'), sha256: 'b'.repeat(64), sizeBytes: 7, mediaType: 'text/plain' },
    },
    { type: 'ChangeDocument', datasetId, documentId: named('uploaded'), enabled: false },
  ]);
  await project(database(), documentEvents, 0, history);
  queries = createQueries(database(), helpers.open);
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
    ['being off', { enabled: false }, ['uploaded']],
    ['what was made after a moment', { createdAfterMs: 13_000 }, ['uploaded', 'cancelled']],
    ['ids', { documentIds: ['parsed', 'nothing'] }, ['parsed']],
    ['a member of the metadata', { metadata: { author: ['Ada'] } }, ['cancelled', 'parsed']],
    ['a number in the metadata, as text', { metadata: { year: ['2026'] } }, ['parsed']],
    ['any of several values', { metadata: { author: ['Ada', 'Bob'], year: ['2025', '2026'] } }, ['running', 'parsed']],
    ['everything at once', { status: ['parsed'], metadata: { author: ['Ada'] }, createdAfterMs: 3_000 }, []],
  ])('can be filtered by %s', async (_, filter, expected) => {
    expect(await ids(filter)).toStrictEqual(expected);
  });

  test('counts what fits only when asked', async () => {
    expect((await queries.listDocuments(tenantId, datasetId, { limit: 1 }))?.total).toBeUndefined();
    expect((await queries.listDocuments(tenantId, datasetId, { limit: 1, total: true }))?.total).toBe(5);
    expect((await queries.listDocuments(tenantId, datasetId, { limit: 1, total: true, status: ['failed'] }))?.total).toBe(1);
  });

  test('is empty in an empty dataset, and nothing in one that is not the caller’s', async () => {
    expect((await queries.listDocuments(tenantId, 'empty', { limit: 1 }))?.items).toStrictEqual([]);
    expect(await queries.listDocuments(stranger, datasetId, { limit: 1 })).toBeUndefined();
    expect(await queries.listDocuments(tenantId, 'unknown', { limit: 1 })).toBeUndefined();
  });

  test.each(['nonsense', 'e30', Buffer.from('["a","b"]').toString('base64url')])(
    'refuses a cursor that it never gave: %s',
    async (cursor) => {
      await expect(queries.listDocuments(tenantId, datasetId, { limit: 1, cursor })).rejects.toThrow(CursorInvalid);
    },
  );
});

describe('a document', () => {
  const get = (id: string) => queries.getDocument(tenantId, datasetId, id);

  test('that was parsed shows what was found', async () => {
    expect(await get('parsed')).toStrictEqual({
      ...{ documentId: 'parsed', datasetId, name: 'Leave policy.md', metadata: { year: 2026, author: 'Ada' }, enabled: true },
      ...{ revision: 1, blobId: 't/d/parsed/1', sha256: 'a'.repeat(64), sizeBytes: 100, mediaType: 'text/plain' },
      ...{ status: 'parsed', progress: 1, tasks: { total: 0, completed: 0 }, runId: 'run of parsed' },
      ...{ visibleRun: 1, visibleRunId: 'run of parsed', chunks: 3, tokens: 300, pages: 2, error: undefined },
      ...{ version: 1, createdAtMs: 3_000, updatedAtMs: 3_000 },
    });
  });

  test('on its way shows how much of it is done', async () => {
    expect(await get('running')).toMatchObject({ status: 'running', progress: 0.5, tasks: { total: 2, completed: 1 }, chunks: 0 });
  });

  test('that failed says why', async () => {
    expect(await get('failed')).toMatchObject({ status: 'failed', error: { code: 'file-damaged', message: 'It is damaged.' } });
  });

  test('raises its version with its own changes, not with its runs', async () => {
    expect((await get('parsed'))?.version).toBe(1);
    expect(await get('uploaded')).toMatchObject({ version: 3, revision: 2, sizeBytes: 7, updatedAtMs: 22_000, createdAtMs: 20_000 });
  });

  test('is found in its own dataset and by its own tenant alone', async () => {
    expect(await queries.getDocument(tenantId, 'empty', 'parsed')).toBeUndefined();
    expect(await queries.getDocument(stranger, datasetId, 'parsed')).toBeUndefined();
    expect([...(await queries.documentsById(tenantId, ['parsed', 'failed', 'gone'])).keys()].toSorted()).toStrictEqual([
      'failed',
      'parsed',
    ]);
    expect((await queries.documentsById(stranger, ['parsed'])).size).toBe(0);
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

describe('a run', () => {
  test('has its tasks in order, each with its attempts, durations and errors', async () => {
    const run = await queries.getRun(tenantId, 'run of running');
    expect(run).toMatchObject({
      status: 'running',
      run: 1,
      tasks: { total: 3, completed: 2 },
      requestedAtMs: 8_000,
      startedAtMs: 9_000,
      waitedMs: 1_000,
    });
    expect(run?.durationMs).toBeUndefined();
    expect(run?.taskList.map(({ taskId, status, first }) => [taskId, status, first])).toStrictEqual([
      ['plan', 'completed', undefined],
      ['window-0', 'completed', 1],
      ['window-1', 'queued', 2],
    ]);
    expect(run?.taskList[1]?.attempts).toStrictEqual([
      {
        ...{ taskId: 'window-0', attempt: 1, workerId: 'worker-1', status: 'completed', error: undefined },
        ...{ startedAtMs: 11_000, endedAtMs: 12_000, durationMs: 1_000 },
      },
    ]);
  });

  test('that failed names the task and leaves nothing open', async () => {
    const run = await queries.getRun(tenantId, 'run of failed');
    expect(run).toMatchObject({ status: 'failed', error: { code: 'file-damaged', taskId: 'plan' }, durationMs: 1_000 });
    expect(run?.taskList).toMatchObject([{ status: 'dead', attempts: [{ status: 'failed' }] }]);
  });

  test('that was cancelled takes its tasks with it', async () => {
    const run = await queries.getRun(tenantId, 'run of cancelled');
    expect(run).toMatchObject({ status: 'cancelled', cancelReason: 'asked', taskList: [{ status: 'cancelled' }] });
  });

  test('is listed with its document, for its own tenant alone', async () => {
    expect((await queries.listRuns(tenantId, datasetId, 'parsed', { limit: 5 }))?.items).toMatchObject([
      { runId: 'run of parsed', status: 'parsed', chunks: 3 },
    ]);
    expect(await queries.listRuns(stranger, datasetId, 'parsed', { limit: 5 })).toBeUndefined();
    expect(await queries.getRun(stranger, 'run of parsed')).toBeUndefined();
  });
});

describe('a dead letter', () => {
  test('is there for the run that failed', async () => {
    const [letter] = (await queries.listDeadLetters(tenantId, { limit: 5 })).items;
    expect(letter).toMatchObject({
      runId: 'run of failed',
      documentName: '100%_off_[prices].csv',
      error: { code: 'file-damaged' },
      taskId: 'plan',
    });
    expect(await queries.getDeadLetter(tenantId, 'run of failed')).toStrictEqual(letter);
    expect(await queries.getDeadLetter(stranger, 'run of failed')).toBeUndefined();
    expect((await queries.listDeadLetters(stranger, { limit: 5 })).items).toStrictEqual([]);
    expect((await queries.listDeadLetters(tenantId, { limit: 5, datasetId: 'empty' })).items).toStrictEqual([]);
  });
});

describe('datasets', () => {
  test('count what is in them', async () => {
    const page = await queries.listDatasets(tenantId, { limit: 5, total: true });
    expect(
      page.items.map(({ name, documents, chunks, tokens, sizeBytes }) => ({ name, documents, chunks, tokens, sizeBytes })),
    ).toStrictEqual([
      { name: 'empty', documents: 0, chunks: 0, tokens: 0, sizeBytes: 0 },
      { name: 'handbook', documents: 5, chunks: 3, tokens: 300, sizeBytes: 407 },
    ]);
    expect(page.total).toBe(2);
  });

  test('are found by name, and by their own tenant alone', async () => {
    expect((await queries.listDatasets(tenantId, { limit: 5, name: 'empty' })).items).toHaveLength(1);
    expect((await queries.listDatasets(stranger, { limit: 5 })).items).toStrictEqual([]);
    expect(await queries.getDataset(tenantId, datasetId)).toMatchObject({ settings: defaultDatasetSettings, version: 1 });
    expect(await queries.getDataset(stranger, datasetId)).toBeUndefined();
  });
});

test('the overview counts each status and what is under way', async () => {
  expect(await queries.overview(tenantId)).toStrictEqual({
    ...{ datasets: 2, sizeBytes: 407, chunks: 3, openRuns: 1, waitingTasks: 1, runningTasks: 0, deadLetters: 1, openReceipts: 0 },
    documents: { uploaded: 1, queued: 0, running: 1, parsed: 1, failed: 1, cancelled: 1 },
  });
  expect((await queries.overview(stranger)).datasets).toBe(0);
});
