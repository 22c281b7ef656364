import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient, dataOf } from '@ragtime/client';
import { openEmbeddedDatabase } from '@ragtime/database';
import { realMachine } from '@ragtime/runtime';
import { waitUntil } from '@ragtime/testkit/eventually';
import { sql } from 'slonik';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { root } from './support/code-blocks.ts';
import { type Program, removeProgram, startProgram } from './support/program.ts';

const Question = z.object({ question: z.string(), document: z.string(), answerContains: z.string() });
const { shown, asked } = z
  .object({ shown: z.array(Question), asked: z.array(Question) })
  .parse(JSON.parse(readFileSync(join(root, 'samples/questions.json'), 'utf8')));

let program: Program;
beforeAll(async () => {
  program = await startProgram({ environment: { RAGTIME_SAMPLES: 'on' } });
});
afterAll(async () => await removeProgram(program));

const client = () => createClient({ baseUrl: program.url, apiKey: program.apiKey }).api;

async function samples() {
  const { items } = await dataOf(client().GET('/v1/datasets'));
  const dataset = items.find(({ name }) => name === 'samples');
  if (dataset === undefined) return { datasetId: undefined, documents: [] };
  const { datasetId } = dataset;
  const documents = await dataOf(
    client().GET('/v1/datasets/{datasetId}/documents', { params: { path: { datasetId }, query: { limit: 1_000 } } }),
  );
  return { datasetId, documents: documents.items };
}

interface Answer {
  readonly question: string;
  readonly isRight: boolean;
  readonly best: string;
}

/** Whether the only right document is among those of the first three passages. */
async function ask({ question, document }: z.infer<typeof Question>): Promise<Answer> {
  const { items } = await dataOf(client().POST('/v1/search', { body: { query: question, limit: 3, highlight: true, rerank: false } }));
  return { question, isRight: items.some(({ documentName }) => documentName === document), best: items[0]?.text ?? '' };
}

/** Removes every passage from the index, and nothing else. */
async function emptyIndex(folder: string): Promise<void> {
  const database = await openEmbeddedDatabase({ folder, machine: realMachine, maintenanceIntervalMs: 0 });
  try {
    const tables = await database.bulk.anyFirst(
      sql.type(z.object({ name: z.string() }))`
        select tablename name from pg_tables where schemaname = 'search' and tablename like 'entry\\_%'`,
    );
    expect(tables.length).toBeGreaterThan(0);
    for (const table of tables) await database.bulk.query(sql.unsafe`delete from ${sql.identifier(['search', table])}`);
  } finally {
    await database.close();
  }
}

it('the first start reads every sample document, each once', async () => {
  await waitUntil('the samples are read', async () => {
    const { documents } = await samples();
    return documents.length >= 25 && documents.every(({ status }) => status === 'parsed' || status === 'failed');
  });
  const { documents } = await samples();
  const names = documents.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(documents.filter(({ status }) => status !== 'parsed').map(({ name }) => name)).toEqual([]);
});

it('at least 30 questions are asked, and for 27 of them the only right document is in the first three', async () => {
  expect(asked.length).toBeGreaterThanOrEqual(30);
  const answers = await Promise.all(asked.map(ask));
  const right = answers.filter(({ isRight }) => isRight);
  expect(right.length).toBeGreaterThanOrEqual(27);
});

it('the passage shown for each of the three questions of the first start holds the answer', async () => {
  for (const each of shown) {
    const { best } = await ask(each);
    expect(best.replaceAll(/\s+/g, ' ')).toContain(each.answerContains);
  }
});

it('with the index emptied, fewer than 10 are found', async () => {
  await program.stop();
  await emptyIndex(join(program.folder, 'database'));
  program = await startProgram({ folder: program.folder, environment: { RAGTIME_SAMPLES: 'on' } });
  // The documents and their rows are still there; only the passages are gone.
  expect((await samples()).documents.length).toBeGreaterThanOrEqual(25);
  const answers = await Promise.all(asked.map(ask));
  expect(answers.filter(({ isRight }) => isRight).length).toBeLessThan(10);
});
