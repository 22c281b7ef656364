import { type DocumentParsed, type DomainEvent, type TaskId, topics } from '@ragtime/domain';
import { followPartition, type Position } from '@ragtime/event-log';
import { createVirtualMachine } from '@ragtime/event-log/testing';
import { expect, it } from 'vitest';
import { EventInvalid } from '../artifacts/read-run.ts';
import { createWorld, dataset, document } from '../testing/world.ts';
import { createRunArtifacts } from './run-artifacts.ts';

const [datasetId, documentId] = [dataset('handbook'), document('policy')];

/** A document that was parsed, and the place of its `DocumentParsed`. */
async function parsedOnce() {
  const machine = createVirtualMachine();
  const world = await machine.until(createWorld(machine));
  await machine.until(world.createDataset(datasetId));
  await machine.until(world.upload(datasetId, documentId));
  await machine.until(world.parse(datasetId, documentId, ['first', 'second']));
  const over = new AbortController();
  const found: { event: DocumentParsed; partition: number; behind: Position }[] = [];
  for (const partition of [0, 1]) {
    const following = followPartition<DomainEvent>({
      ...world,
      machine,
      partition,
      topic: topics.documentEvents,
      from: undefined,
      signal: over.signal,
      onTrouble: () => undefined,
      onRecords({ records, position }) {
        for (const each of records) {
          const event = each.kind === 'event' ? each.record.event : undefined;
          if (event?.type === 'DocumentParsed') found.push({ event, partition, behind: position });
        }
      },
    });
    following.catch(() => undefined);
  }
  await machine.advance(1_000);
  over.abort(new Error('found'));
  const [at] = found;
  if (at === undefined) throw new Error('the document was not parsed');
  return { world, machine, at };
}

const none = { artifacts: async () => await Promise.resolve([]) };

it('artifacts without rows are read from the log, up to the event', async () => {
  const { world, machine, at } = await parsedOnce();
  const artifacts = createRunArtifacts({ ...world, machine, rows: none, signal: new AbortController().signal });
  const found = await machine.until(artifacts.of(at, at.event));
  expect(found.map(({ taskId }) => taskId)).toStrictEqual(['plan']);
  expect(at.event.parts).toBe(1);
});

it('artifacts of the same commit need neither rows nor the log', async () => {
  const { world, machine, at } = await parsedOnce();
  const dead = { ...world.log, openSession: async () => await Promise.reject(new Error('asked')) };
  const artifacts = createRunArtifacts({ ...world, log: dead, machine, rows: none, signal: new AbortController().signal });
  const part = { taskId: 'plan' as TaskId, artifact: 'a' as never };
  artifacts.note(at.event, part);
  expect(await machine.until(artifacts.of(at, at.event))).toStrictEqual([part]);
});

it('a run with too few artifacts in the log cannot be read', async () => {
  const { world, machine, at } = await parsedOnce();
  const artifacts = createRunArtifacts({ ...world, machine, rows: none, signal: new AbortController().signal });
  await expect(machine.until(artifacts.of(at, { ...at.event, parts: 2 }))).rejects.toThrow(EventInvalid);
});
