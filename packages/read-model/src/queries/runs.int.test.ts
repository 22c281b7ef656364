import { useDatabase } from '@ragtime/database/testing';
import { defaultDatasetSettings } from '@ragtime/domain';
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
        taskId: 'window-0',
        attempt: 1,
        workerId: 'worker-1',
        status: 'completed',
        error: undefined,
        startedAtMs: 11e3,
        endedAtMs: 12e3,
        durationMs: 1e3,
      },
    ]);
  });

  test('that failed names the task and leaves no task open', async () => {
    const run = await queries.getRun(tenantId, 'run of failed');
    expect(run).toMatchObject({ status: 'failed', error: { code: 'file-damaged', taskId: 'plan' }, durationMs: 1_000 });
    expect(run?.taskList).toMatchObject([{ status: 'dead', attempts: [{ status: 'failed' }] }]);
  });

  test('that was cancelled cancels its tasks', async () => {
    const run = await queries.getRun(tenantId, 'run of cancelled');
    expect(run).toMatchObject({ status: 'cancelled', cancelReason: 'asked', taskList: [{ status: 'cancelled' }] });
  });

  test('is listed with its document, for its own tenant only', async () => {
    expect((await queries.listRuns(tenantId, datasetId, 'parsed', { limit: 5 }))?.items).toMatchObject([
      { runId: 'run of parsed', status: 'parsed', chunks: 3 },
    ]);
    expect(await queries.listRuns(stranger, datasetId, 'parsed', { limit: 5 })).toBeUndefined();
    expect(await queries.getRun(stranger, 'run of parsed')).toBeUndefined();
  });
});

describe('a dead letter', () => {
  test('exists for the run that failed', async () => {
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

  test('are found by name, and by their own tenant only', async () => {
    expect((await queries.listDatasets(tenantId, { limit: 5, name: 'empty' })).items).toHaveLength(1);
    expect((await queries.listDatasets(stranger, { limit: 5 })).items).toStrictEqual([]);
    expect(await queries.getDataset(tenantId, datasetId)).toMatchObject({ settings: defaultDatasetSettings, version: 1 });
    expect(await queries.getDataset(stranger, datasetId)).toBeUndefined();
  });
});

test('the overview counts each status and what is under way', async () => {
  expect(await queries.overview(tenantId)).toStrictEqual({
    datasets: 2,
    sizeBytes: 407,
    chunks: 3,
    openRuns: 1,
    waitingTasks: 1,
    runningTasks: 0,
    deadLetters: 1,
    openReceipts: 0,
    documents: {
      uploaded: 1,
      queued: 0,
      running: 1,
      parsed: 1,
      failed: 1,
      cancelled: 1,
    },
  });
  expect((await queries.overview(stranger)).datasets).toBe(0);
});
