import { useDatabase } from '@ragtime/database/testing';
import { type DocumentTopicCommand, defaultDatasetSettings } from '@ragtime/domain';
import { sql } from 'slonik';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { listGenerations } from '../generations/generations.ts';
import { schemaOf } from '../generations/schema.ts';
import { libraryTables } from '../projections/library/tables.ts';
import { createQueries, type Queries } from '../queries/queries.ts';
import { columnName } from '../tables/table.ts';
import { happenings } from '../testing/happenings.ts';
import { named } from '../testing/named.ts';
import { documentEvents, project } from '../testing/project.ts';
import { reader, seal } from '../testing/recorded.ts';
import { eraseFromReadModel, NotDeletedYet } from './erase.ts';

const database = useDatabase();
const tenantId = named('tenant-1');
let queries: Queries;

const dataset = (id: string): DocumentTopicCommand => ({
  type: 'CreateDataset',
  datasetId: named(id),
  tenantId,
  name: id,
  nameHash: named(`hash of ${id}`),
  description: undefined,
  settings: defaultDatasetSettings,
});
const document = (of: string, number: number): DocumentTopicCommand[] => {
  const at = { datasetId: named(of), documentId: named(`${of}-${number}`) };
  return [
    {
      type: 'RegisterDocument',
      ...at,
      keySlot: named('slot'),
      name: seal('a'),
      nameHash: named(`h${number}`),
      metadata: undefined,
      original: {
        blobId: named('t/d/d/1'),
        sha256: 'a'.repeat(64),
        sizeBytes: 1,
        mediaType: 'text/plain',
      },
      uploadedAtMs: 0,
      ifExists: 'add',
    },
    {
      type: 'RequestParsing',
      datasetId: at.datasetId,
      documents: [
        {
          documentId: at.documentId,
          runId: named(`run of ${at.documentId}`),
        },
      ],
      keepEdits: false,
      ifMissing: 'refuse',
    },
    { type: 'AddChunk', ...at, chunkId: named('typed'), text: seal('a secret') },
  ];
};

beforeAll(async () => {
  const many = Array.from({ length: 1_100 }, (_, number) => document('closed', number)).flat();
  await project(
    database(),
    documentEvents,
    0,
    happenings([
      dataset('kept'),
      dataset('closed'),
      ...document('kept', 0),
      ...document('kept', 1),
      ...many,
      { type: 'DeleteDocument', datasetId: named('kept'), documentId: named('kept-1'), receiptId: named('receipt-1') },
      { type: 'CloseDataset', datasetId: named('closed'), receiptId: named('receipt-2') },
      { type: 'ReportErased', datasetId: named('closed'), receiptId: named('receipt-2'), store: 'index', removed: 12 },
    ]),
  );
  queries = createQueries(database(), reader);
});

/** Counts rows that belong to a place, over all tables of the live generation. */
async function rowsIn(condition: ReturnType<typeof sql.fragment>): Promise<Record<string, number>> {
  const live = (await listGenerations(database().bulk, 'library')).find(({ state }) => state === 'live');
  const counts: Record<string, number> = {};
  for (const [name, { columns }] of Object.entries(libraryTables)) {
    if (!('documentId' in columns) || name === 'receipt') continue;
    const table = sql.identifier([schemaOf('library', live?.generation ?? 0), columnName(name)]);
    counts[name] = await database().pool.oneFirst(sql.type(z.object({ n: z.int() }))`select count(*) n from ${table} where ${condition}`);
  }
  return counts;
}

describe('a deleted document or dataset', () => {
  test('is hidden before it is erased', async () => {
    expect(await queries.getDocument(tenantId, 'kept', 'kept-1')).toBeUndefined();
    expect(await queries.getRun(tenantId, 'run of kept-1')).toBeUndefined();
    expect(await queries.getRun(tenantId, 'run of closed-7')).toBeUndefined();
    expect(await queries.documentsById(tenantId, ['closed-7'])).toStrictEqual(new Map());
    expect(await queries.listDocuments(tenantId, 'closed', { limit: 1 })).toBeUndefined();
    expect((await queries.overview(tenantId)).datasets).toBe(1);
  });

  test('leaves no typed-in text from its deletion on', async () => {
    expect((await rowsIn(sql.fragment`document_id = 'kept-1'`))['chunkText']).toBe(0);
  });

  test('is removed from every table once it is erased, whatever its size, and other rows stay', async () => {
    const { bulk } = database();
    const beside = await rowsIn(sql.fragment`document_id = 'kept-0'`);
    expect(await eraseFromReadModel(bulk, { datasetId: 'kept', documentId: 'kept-1' })).toBe(5);
    const before = Object.values(await rowsIn(sql.fragment`dataset_id = 'closed'`)).reduce((sum, count) => sum + count, 0);
    expect(before).toBeGreaterThan(6_000);
    expect(await eraseFromReadModel(bulk, { datasetId: 'closed' })).toBe(before + 1);
    expect(Object.values(await rowsIn(sql.fragment`dataset_id = 'closed' or document_id = 'kept-1'`)).every((count) => count === 0)).toBe(
      true,
    );
    expect(await rowsIn(sql.fragment`document_id = 'kept-0'`)).toStrictEqual(beside);
  });

  test('may be erased again, which removes nothing more', async () => {
    expect(await eraseFromReadModel(database().bulk, { datasetId: 'closed' })).toBe(1);
  });

  test('is also removed when the log is read again and no eraser comes', async () => {
    const receipt = { datasetId: named('again'), receiptId: named('receipt-3') };
    await project(
      database(),
      documentEvents,
      1,
      happenings([
        dataset('again'),
        ...document('again', 0),
        ...document('again', 1),
        { type: 'DeleteDocument', documentId: named('again-0'), ...receipt },
        { type: 'ReportErased', ...receipt, store: 'read-model', removed: 5 },
      ]),
    );
    expect(Object.values(await rowsIn(sql.fragment`document_id = 'again-0'`)).every((count) => count === 0)).toBe(true);
    expect((await rowsIn(sql.fragment`document_id = 'again-1'`))['revision']).toBe(1);
  });

  test('is not erased before its deletion is projected', async () => {
    await expect(eraseFromReadModel(database().bulk, { datasetId: 'kept' })).rejects.toThrow(NotDeletedYet);
    await expect(eraseFromReadModel(database().bulk, { datasetId: 'kept', documentId: 'kept-0' })).rejects.toThrow(NotDeletedYet);
    expect(await queries.getDocument(tenantId, 'kept', 'kept-0')).toBeDefined();
  });
});

describe('a receipt', () => {
  test('lists for each store whether it has answered and what it removed', async () => {
    const receipt = await queries.getReceipt(tenantId, 'receipt-2');
    expect(receipt).toMatchObject({ datasetId: 'closed', documentId: undefined, done: false });
    expect(receipt?.stores.map((store) => [store.store, store.state, 'removed' in store ? store.removed : undefined])).toStrictEqual([
      ['read-model', 'pending', undefined],
      ['index', 'erased', 12],
      ['blobs', 'pending', undefined],
      ['keys', 'pending', undefined],
    ]);
    expect(await queries.getReceipt(tenantId, 'receipt-1')).toMatchObject({ datasetId: 'kept', documentId: 'kept-1' });
    expect(await queries.getReceipt(named('tenant-2'), 'receipt-2')).toBeUndefined();
  });
});
