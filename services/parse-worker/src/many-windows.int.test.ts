import type { BlobId, DocumentTopicCommand, RunId } from '@ragtime/domain';
import { addedTasks, topics, windowTasks } from '@ragtime/domain';
import { expect, it } from 'vitest';
import { datasetId, workerId } from './testing/installation.ts';
import { documentId, request, start } from './testing/start-worker.ts';

const runId = 'run' as RunId;
const windows = 10_000;
/** The most that one command may append. */
const commandBytesMax = 256 * 1024;
/** As long as the artifact names of workers. */
const artifact = (taskId: string) => `${'0'.repeat(36)}/${'1'.repeat(36)}/${'2'.repeat(36)}/${taskId}/${'3'.repeat(36)}.manifest` as BlobId;

it('a document of ten thousand windows ends in events that keep their bounds', async () => {
  const system = await start({ windows });
  const { machine, log } = system;
  await request(system);
  await system.ring(documentId, runId);
  await machine.advance(1_000);
  const plan = system.events().at(-1);
  if (plan?.type !== 'TaskCompleted') throw new Error(`the plan ended as ${JSON.stringify(plan?.type)}`);
  const tasks = plan.adds.flatMap(addedTasks);
  expect(tasks).toHaveLength(windows);

  const submitAll = async (commands: readonly DocumentTopicCommand[]) => {
    const outcomes = await machine.until(Promise.all(commands.map(async (command) => await system.submit(command))));
    expect(new Set(outcomes.map(({ kind }) => kind))).toStrictEqual(new Set(['accepted']));
  };
  for (let at = 0; at < tasks.length; at += 500) {
    const some = tasks.slice(at, at + 500).map(({ taskId }) => ({ datasetId, documentId, run: 1, taskId, attempt: 1, workerId }));
    await submitAll(some.map((attempt) => ({ type: 'StartAttempt', ...attempt })));
    await submitAll(
      some.map((attempt) => ({
        type: 'CompleteTask',
        ...attempt,
        result: { artifact: artifact(attempt.taskId), chunks: 3, tokens: 700, pages: 1 },
        adds: [],
      })),
    );
  }

  expect(system.events().at(-1)).toMatchObject({ type: 'DocumentParsed', parts: windows, chunks: 3 * windows, pages: windows });
  const bytes = log.contents(topics.documentEvents, 0).map(({ value }) => value?.byteLength ?? 0);
  expect(Math.max(...bytes)).toBeLessThan(commandBytesMax);
  await machine.until(system.worker.stop());
  await machine.until(system.stop());
});

it('the windows of a text of a billion lines keep the bounds as well', async () => {
  const system = await start();
  await request(system);
  const units = 2 ** 40;
  const far = Array.from({ length: windows }, (_, index) => ({ first: units + 2 * index, last: units + 2 * index + 1 }));
  const attempt = { datasetId, documentId, run: 1, taskId: 'plan' as never, attempt: 1, workerId } as const;
  await system.machine.until(system.submit({ type: 'StartAttempt', ...attempt }));
  const result = { artifact: artifact('plan'), chunks: 0, tokens: 0, pages: 0 };
  const outcome = await system.machine.until(system.submit({ type: 'CompleteTask', ...attempt, result, adds: windowTasks(far) }));
  expect(outcome.kind).toBe('accepted');
});
