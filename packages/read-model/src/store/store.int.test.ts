import { useDatabase } from '@ragtime/database/testing';
import { projectionStoreContract } from '@ragtime/event-log/contract';
import { sql } from 'slonik';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { AnyChange } from '../changes/change.ts';
import { createStatements, schemaOf } from '../generations/schema.ts';
import { prepareReadModel } from '../prepare.ts';
import { integer, json, optional, table, text } from '../tables/table.ts';
import { createProjectionStore } from './store.ts';

const database = useDatabase();
const tables = { row: table({ id: text, value: integer, note: optional(json) }, ['id']) };
let generation = 1_000;

/** A separate generation for each test. */
async function emptyTables(): Promise<number> {
  await prepareReadModel(database().bulk);
  generation += 1;
  for (const statement of createStatements(schemaOf('library', generation), tables)) await database().bulk.query(statement);
  return generation;
}

const Row = z.object({ id: z.string(), value: z.int() });

projectionStoreContract<AnyChange>('the read model', async () => {
  const { bulk, pool } = database();
  const own = await emptyTables();
  const open = () => createProjectionStore(bulk, { name: 'library', tables }, own);
  return {
    store: open(),
    put: ({ id, value }) => ({ table: 'row', put: { id, value, note: null } }),
    rows: async () => await pool.any(sql.type(Row)`select id, value from ${sql.identifier([schemaOf('library', own), 'row'])}`),
    another: async () => open(),
    close: async () => {},
  };
});

describe('a commit', () => {
  const first = { partition: 'events/0', from: undefined, to: { offset: 1, link: new Uint8Array(8) }, stopped: [], resumed: [] } as const;

  test('leaves no trace when one of its changes cannot be written', async () => {
    const store = createProjectionStore(database().bulk, { name: 'library', tables }, await emptyTables());
    const changes: AnyChange[] = [
      { table: 'row', put: { id: 'good', value: 1, note: null } },
      { table: 'row', put: { id: 'bad', value: 0.5, note: null } },
    ];
    await expect(store.commit({ ...first, changes })).rejects.toThrow('0.5');
    expect(await store.load()).toStrictEqual({ positions: new Map(), stopped: [] });
  });

  test('replaces characters that Postgres cannot store', async () => {
    const own = await emptyTables();
    const store = createProjectionStore(database().bulk, { name: 'library', tables }, own);
    const strange = 'a\u0000b\ud800c\\u0000';
    await store.commit({ ...first, changes: [{ table: 'row', put: { id: strange, value: 1, note: { [strange]: [strange] } } }] });
    const Strange = z.object({ id: z.string(), note: z.record(z.string(), z.array(z.string())) });
    const replaced = 'a\ufffdb\ufffdc\\u0000';
    expect(
      await database().pool.one(sql.type(Strange)`select id, note from ${sql.identifier([schemaOf('library', own), 'row'])}`),
    ).toStrictEqual({
      id: replaced,
      note: { [replaced]: [replaced] },
    });
  });
});
