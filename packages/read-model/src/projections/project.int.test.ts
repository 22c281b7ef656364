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

/** The end of a batch, and the mishap around it. */
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

/** The commits of a step: the batch, and for some mishaps another commit that the store must refuse. */
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

/** @returns the outcome of each commit, and the rows after all of them. */
async function projectInSteps(projection: AnyProjection, history: readonly Recorded[], steps: readonly Step[]) {
  const { bulk, pool } = database();
  generation += 1;
  const schema = schemaOf(projection.name, generation);
  for (const statement of createStatements(schema, projection.tables)) await bulk.query(statement);
  const outcomes: string[] = [];
  let at = 0;
  for (let round = 0; at < history.length; round += 1) {
    const step = steps[round % steps.length] ?? { records: 1, mishap: 'none' };
    // A new store each time: a crash before a commit leaves nothing, and one after it leaves only what is stored.
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

/** Rows of a deleted place disappear at a time that depends on the ends of batches. The comparison leaves them out. */
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

/** Rows of a place that was erased from the read model, according to the log, and was not created again since. */
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
  'batches of any size, repeats and crashes leave the same %s as one fold of the log',
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
