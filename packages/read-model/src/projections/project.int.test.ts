import { useDatabase } from '@ragtime/database/testing';
import { topics } from '@ragtime/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createStatements, schemaOf } from '../generations/schema.ts';
import { prepareReadModel } from '../prepare.ts';
import { createProjectionStore } from '../store/store.ts';
import { anythingThatHappens } from '../testing/arbitrary-commands.ts';
import { happenings } from '../testing/happenings.ts';
import { commitOf, helpers, type Recorded, recorded } from '../testing/recorded.ts';
import { foldChanges, readRows } from '../testing/rows.ts';
import { type AnyProjection, projections } from './all.ts';

const database = useDatabase();

/** Where a batch ends, and what goes wrong around it. */
const steps = fc.array(
  fc.record({
    records: fc.integer({ min: 1, max: 40 }),
    mishap: fc.constantFrom('none', 'none', 'none', 'answer-lost', 'delivered-again', 'late'),
  }),
  { minLength: 1, maxLength: 20 },
);

let generation = 10_000;

interface Step {
  readonly records: number;
  readonly mishap: string;
}

/** What is committed at a step: the batch, and then by mishap something that the store has to refuse. */
function commitsAt(projection: AnyProjection, history: readonly Recorded[], at: number, { records, mishap }: Step) {
  const from = history[at - 1]?.behind;
  const batch = commitOf(projection, from, history.slice(at, at + records));
  switch (mishap) {
    case 'answer-lost':
      return [batch, batch];
    case 'delivered-again':
      return [batch, commitOf(projection, from, history.slice(at, at + 1))];
    case 'late':
      return [batch, commitOf(projection, undefined, history.slice(0, at + 1))];
    default:
      return [batch];
  }
}

/** @returns what each commit came to, and the rows that all of them left. */
async function projectInSteps(projection: AnyProjection, history: readonly Recorded[], steps: readonly Step[]) {
  const { bulk, pool } = database();
  generation += 1;
  const schema = schemaOf(projection.name, generation);
  for (const statement of createStatements(schema, projection.tables)) await bulk.query(statement);
  const outcomes: string[] = [];
  let at = 0;
  for (let round = 0; at < history.length; round += 1) {
    const step = steps[round % steps.length] ?? { records: 1, mishap: 'none' };
    // A new store each time: a crash before a commit leaves nothing, and one after it only what is stored.
    for (const commit of commitsAt(projection, history, at, step)) {
      outcomes.push(await createProjectionStore(bulk, projection, generation).commit(commit));
    }
    at += step.records;
  }
  return { outcomes, rows: await readRows(pool, schema, projection.tables) };
}

type Rows = Awaited<ReturnType<typeof readRows>>;

const isIn = (rows: Rows, table: 'document' | 'dataset', id: 'documentId' | 'datasetId', row: Rows[string][number]): boolean =>
  rows[table]?.some((holder) => holder[id] === row[id]) ?? false;

/** When what lay in something that was deleted goes depends on where batches end; what it lay in is there no more, or again. */
const inSight = (rows: Rows): Rows =>
  Object.fromEntries(
    Object.entries(rows).map(([table, all]) => [
      table,
      ['dataset', 'document', 'receipt'].includes(table) ? all : all.filter((row) => !wasDeleted(rows, row)),
    ]),
  );

const wasDeleted = (rows: Rows, { datasetId, documentId }: Rows[string][number]): boolean =>
  (rows['receipt'] ?? []).some((receipt) =>
    receipt['documentId'] === null ? receipt['datasetId'] === datasetId : receipt['documentId'] === documentId,
  );

/** Rows of what the log says was erased from the read model, and was not made again since. */
function leftOfErased(rows: Rows): readonly unknown[] {
  const erased = (rows['receiptStore'] ?? []).filter(({ store }) => store === 'read-model').map(({ receiptId }) => receiptId);
  return (rows['receipt'] ?? [])
    .filter(({ receiptId }) => erased.includes(receiptId))
    .flatMap((receipt) => {
      const id = receipt['documentId'] === null ? 'datasetId' : 'documentId';
      if (isIn(rows, id === 'datasetId' ? 'dataset' : 'document', id, receipt)) return [];
      return Object.entries(rows).flatMap(([table, all]) =>
        table === 'receipt' ? [] : all.filter((row) => row[id] === receipt[id]).map((row) => ({ table, row })),
      );
    });
}

test.each(['library', 'audit'] as const)(
  'batches of any size, repeats and crashes leave the %s that one fold of the log would',
  async (name) => {
    const projection = projections[name];
    await prepareReadModel(database().bulk);
    await fc.assert(
      fc.asyncProperty(anythingThatHappens, steps, async (given, plan) => {
        const history = recorded(topics.documentEvents, 0, happenings(given));
        const { outcomes, rows } = await projectInSteps(projection, history, plan);
        const once = history.flatMap(({ record, behind }) => projection.apply(record, helpers, behind));
        const folded = foldChanges(projection.tables, once);
        expect(inSight(rows)).toStrictEqual(inSight(folded));
        expect(leftOfErased(rows)).toStrictEqual([]);
        const repeats = outcomes.filter((outcome, place) => outcome === 'moved' && outcomes[place - 1] === 'committed');
        expect(outcomes.filter((outcome) => outcome === 'moved')).toStrictEqual(repeats);
      }),
      { numRuns: 40 },
    );
  },
);
