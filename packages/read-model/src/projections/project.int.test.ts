import { topics } from '@ragtime/event-log';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createStatements, schemaOf } from '../generations/schema.ts';
import { prepareReadModel } from '../prepare.ts';
import { createProjectionStore } from '../store/store.ts';
import { anythingThatHappens } from '../testing/arbitrary-commands.ts';
import { useDatabase } from '../testing/database.ts';
import { happenings } from '../testing/happenings.ts';
import { commitOf, helpers, recorded } from '../testing/recorded.ts';
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

async function foldsAlike(projection: AnyProjection): Promise<void> {
  const { bulk, pool } = database();
  await prepareReadModel(bulk);
  await fc.assert(
    fc.asyncProperty(anythingThatHappens, steps, async (given, plan) => {
      const history = recorded(topics.documentEvents, 0, happenings(given));
      generation += 1;
      for (const statement of createStatements(schemaOf(projection.name, generation), projection.tables)) await bulk.query(statement);
      const open = () => createProjectionStore(bulk, projection, generation);
      let at = 0;
      for (let round = 0; at < history.length; round += 1) {
        const step = plan[round % plan.length] ?? { records: 1, mishap: 'none' };
        const batch = history.slice(at, at + step.records);
        const from = history[at - 1]?.behind;
        // A crash before the commit leaves nothing, and one after it is seen by the stored position alone.
        const commit = commitOf(projection, from, batch);
        expect(await open().commit(commit)).toBe('committed');
        if (step.mishap === 'answer-lost') expect(await open().commit(commit)).toBe('moved');
        if (step.mishap === 'late') expect(await open().commit(commitOf(projection, undefined, history.slice(0, at + 1)))).toBe('moved');
        if (step.mishap === 'delivered-again' && from !== undefined)
          expect(await open().commit(commitOf(projection, from, history.slice(at, at + 1)))).toBe('moved');
        at += batch.length;
      }
      const once = history.flatMap(({ record, behind }) => projection.apply(record, helpers, behind));
      expect(await readRows(pool, schemaOf(projection.name, generation), projection.tables)).toStrictEqual(
        foldChanges(projection.tables, once),
      );
    }),
    { numRuns: 40 },
  );
}

test('batches of any size, repeats and crashes between them leave the library that one fold of the log would', async () => {
  await foldsAlike(projections.library);
});

test('and the audit', async () => {
  await foldsAlike(projections.audit);
});
