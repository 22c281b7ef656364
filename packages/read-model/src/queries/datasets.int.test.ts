import { useDatabase } from '@ragtime/database/testing';
import type { CommonQueryMethods, DatabasePool } from 'slonik';
import { beforeAll, describe, expect, test } from 'vitest';
import { datasetId, handbook, stranger, tenantId } from '../testing/handbook.ts';
import { documentEvents, project } from '../testing/project.ts';
import { reader } from '../testing/recorded.ts';
import { createQueries } from './queries.ts';

const database = useDatabase();

beforeAll(async () => {
  await project(database(), documentEvents, 0, handbook());
});

/** The pool, and the names of its methods that ran a statement. */
function counted(pool: DatabasePool): { readonly pool: DatabasePool; readonly calls: readonly string[] } {
  const calls: string[] = [];
  const names: readonly (keyof CommonQueryMethods)[] = ['any', 'anyFirst', 'exists', 'many', 'maybeOne', 'one', 'oneFirst', 'query'];
  const noting = new Proxy(pool, {
    get(target, name, receiver): unknown {
      if (names.some((one) => one === name)) calls.push(String(name));
      return Reflect.get(target, name, receiver);
    },
  });
  return { pool: noting, calls };
}

describe('the datasets that are missing among many', () => {
  test('are those that the tenant does not have, in the requested order', async () => {
    const { missingDatasets } = createQueries(database(), reader);
    expect(await missingDatasets(tenantId, ['one', datasetId, 'two'])).toStrictEqual(['one', 'two']);
    expect(await missingDatasets(tenantId, [datasetId, datasetId])).toStrictEqual([]);
    expect(await missingDatasets(tenantId, [])).toStrictEqual([]);
  });

  test('include a dataset of another tenant', async () => {
    expect(await createQueries(database(), reader).missingDatasets(stranger, [datasetId])).toStrictEqual([datasetId]);
  });

  test('are found by one statement, however many ids there are', async () => {
    const { pool, calls } = counted(database().pool);
    const ids = Array.from({ length: 1_000 }, (_, number) => `dataset-${number}`);
    expect(await createQueries({ pool }, reader).missingDatasets(tenantId, [...ids, datasetId])).toStrictEqual(ids);
    expect(calls).toStrictEqual(['anyFirst']);
  });
});
