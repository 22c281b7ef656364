import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PartitionSession } from '@ragtime/event-log';
import { realMachine } from '@ragtime/runtime';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openEmbeddedLog } from './embedded-log.ts';

const partition = fc.nat(2);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('append' as const), partition, count: fc.integer({ min: 1, max: 5 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('read' as const), partition, from: fc.nat(20), limit: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'reopen' as const }) },
);

/** Appends to the log and to the model; both must agree on the offsets. */
async function append(session: PartitionSession, model: string[], count: number): Promise<void> {
  const texts = Array.from({ length: count }, (_, index) => `${model.length + index}`);
  const records = texts.map((text) => ({ key: 'key', value: Buffer.from(text), stamp: { at: 0, previous: Buffer.alloc(8) } }));
  expect(await session.append(records)).toBe(model.length);
  model.push(...texts);
}

async function read(session: PartitionSession, model: readonly string[], from: number, limit: number): Promise<void> {
  const { records, next, end } = await session.read(from, { limit, waitMs: 0 });
  const expected = model.slice(from, from + limit).map((text, index) => [from + index, text]);
  expect(records.map(({ offset, value }) => [offset, Buffer.from(value ?? []).toString()])).toEqual(expected);
  expect([next, end]).toEqual([from + expected.length, model.length]);
}

it('the log is a total order per partition, in whatever order it is appended to, read and reopened', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const folder = await mkdtemp(join(tmpdir(), 'ragtime-order-'));
      const models: readonly string[][] = [[], [], []];
      let log = await openEmbeddedLog({ folder, machine: realMachine });
      await log.ensureTopics([{ name: 'events', partitions: 3 }]);
      for (const each of steps) {
        if (each.kind === 'reopen') {
          await log.close();
          log = await openEmbeddedLog({ folder, machine: realMachine });
          continue;
        }
        const [session, model] = [await log.openSession('events', each.partition), models[each.partition] ?? []];
        if (each.kind === 'append') await append(session, model, each.count);
        else await read(session, model, Math.min(each.from, model.length), each.limit);
        expect(await session.proveEnd()).toBe(model.length);
        await session.close();
      }
      await log.close();
      await rm(folder, { recursive: true, force: true });
    }),
    { numRuns: 20 },
  );
});
