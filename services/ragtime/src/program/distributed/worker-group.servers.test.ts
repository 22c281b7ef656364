import { createMemoryBlobStore } from '@ragtime/blob-store';
import { progressPartitions, taskPartitions, type WorkerSign, workerGroup } from '@ragtime/contracts/signals';
import { type DocumentId, type RunId, topics, type WorkerId } from '@ragtime/domain';
import { createKafkaSignals } from '@ragtime/event-log-kafka';
import { hashEmbedder } from '@ragtime/models';
import { type ParseWorker, startParseWorker } from '@ragtime/parse-worker';
import { type Installation, install, silentLogger } from '@ragtime/parse-worker/testing';
import type { Parser } from '@ragtime/parsing';
import { realMachine as machine } from '@ragtime/runtime';
import { patience } from '@ragtime/testkit/eventually';
import { insideBroker, type StartedKafka, startKafka } from '@ragtime/testkit/kafka';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

const workerId = 'busy-for-long' as WorkerId;
const embedder = hashEmbedder({ dimensions: 8 });
const isLong = (name: string): boolean => name.endsWith('.long');
/** The shortest times that servers allow. A task that takes longer than both stands for a task of ten minutes. */
const groupTimes = { sessionMs: 6_000, rebalanceMs: 6_000 };
let aborted = 0;

/** Reads documents at once, except for one document, which it never completes. */
const parser: Parser = {
  plan: async ({ name }, signal) => {
    if (isLong(name)) await machine.timers.sleep(600_000, signal).finally(() => (aborted += 1));
    return { format: 'pdf', mediaType: 'application/pdf', unit: 'page', count: 1, windows: [{ first: 1, last: 1 }] };
  },
  parse: async () => await Promise.resolve([{ kind: 'text', text: 'Some words.', place: { page: 1 }, headings: [] }]),
  close: async () => await Promise.resolve(),
};

let kafka: StartedKafka;
let system: Installation;
let worker: ParseWorker;

const signalsOf = () =>
  createKafkaSignals({
    brokers: [kafka.broker],
    machine,
    groupTimes,
    topicOf: (name) => ({ partitions: name === topics.tasks ? taskPartitions : progressPartitions, retentionMs: 3_600_000 }),
  });

async function startWorker(id: WorkerId) {
  const { bus, blobs } = system;
  const signals = signalsOf();
  const files = { ...blobs, asFile: async (file: string) => await Promise.resolve({ file, release: async () => await Promise.resolve() }) };
  const started = await startParseWorker({
    workerId: id,
    slots: 2,
    bus,
    signals,
    blobs: files,
    parser,
    machine,
    logger: silentLogger,
    embedders: [embedder],
  });
  return { started, signals };
}

beforeAll(async () => {
  kafka = await startKafka();
  system = await install(machine, createMemoryBlobStore({ clock: machine.clock }), signalsOf());
  await system.start();
  await system.createDataset({ embeddingModel: embedder.modelId });
  worker = (await startWorker(workerId)).started;
});
afterAll(async () => {
  await worker?.stop();
  await system?.stop();
  await system?.signals.close();
  await kafka?.container.stop({ timeout: 0 });
});

interface Row {
  readonly partition: number;
  readonly lag: string;
  readonly consumerId: string;
  readonly clientId: string;
}

/** The group as an operator sees it. */
async function groupRows(): Promise<readonly Row[]> {
  const { output } = await kafka.container.exec([
    '/opt/kafka/bin/kafka-consumer-groups.sh',
    '--bootstrap-server',
    insideBroker,
    '--describe',
    '--group',
    workerGroup,
  ]);
  return output
    .split('\n')
    .map((line) => line.trim().split(/\s+/u))
    .filter(([group, topic]) => group === workerGroup && topic === topics.tasks)
    .map(([, , partition, , , lag = '', consumerId = '', , clientId = '']) => ({
      partition: Number(partition),
      lag,
      consumerId,
      clientId,
    }));
}

const runOf = (documentId: string): RunId => `run of ${documentId}` as RunId;
const signs = (): readonly WorkerSign[] =>
  system.heard.filter((message): message is WorkerSign => message.type === 'worker' && message.workerId === workerId);
const has = (type: string, documentId: string): boolean =>
  system.events().some((event) => event.type === type && 'runId' in event && event.runId === runOf(documentId));

async function ring(documentId: string, extension: string, partition = worker.partitions()[0] ?? 0): Promise<void> {
  const id = documentId as DocumentId;
  await system.register(id, Buffer.from(documentId), extension);
  await system.parse(id, runOf(documentId));
  await system.ring(id, runOf(documentId), { partition });
}

const planned = async (documentId: string) => await vi.waitFor(() => expect(has('TaskCompleted', documentId)).toBe(true), patience);

it('a worker in a task that takes ten minutes stays in the group, hears every bell of its other slot, gives its signs, and hears that the task is cancelled', async () => {
  await vi.waitFor(() => expect(worker.partitions()).toHaveLength(taskPartitions), patience);
  const [{ consumerId, clientId } = { consumerId: '' }] = await groupRows();
  expect(clientId).toBe(workerId);
  await ring('the-long-one', 'long');
  await vi.waitFor(() => expect(has('AttemptStarted', 'the-long-one')).toBe(true), patience);
  const others = Array.from({ length: 20 }, (_, number) => `short-${number}`);
  for (const other of others) await ring(other, 'txt');
  for (const other of others) await planned(other);
  // One heartbeat a second, for longer than both times of the group.
  const until = signs().length + (groupTimes.sessionMs + groupTimes.rebalanceMs) / 1_000 + 2;
  await vi.waitFor(() => expect(signs().length).toBeGreaterThan(until), patience);
  expect(
    signs()
      .at(-1)
      ?.running.map(({ runId }) => runId),
  ).toEqual([runOf('the-long-one')]);
  const rows = await groupRows();
  expect(rows.map((row) => row.partition).toSorted((one, other) => one - other)).toEqual([...Array(taskPartitions).keys()]);
  expect([...new Set(rows.map((row) => row.consumerId))], 'it never left').toEqual([consumerId]);
  expect(rows.filter(({ lag }) => lag !== '0' && lag !== '-')).toEqual([]);
});

it('members that come and go move partitions and disturb no attempt: bells rung into moved partitions are heard by the next member', async () => {
  const second = await startWorker('comes-and-goes' as WorkerId);
  await vi.waitFor(() => expect([worker, second.started].map((one) => one.partitions().length)).toEqual([32, 32]), patience);
  const byClient = Map.groupBy(await groupRows(), ({ clientId }) => clientId);
  expect(new Set(byClient.get(workerId)?.map(({ partition }) => partition))).toEqual(new Set(worker.partitions()));
  expect(new Set(byClient.get('comes-and-goes')?.map(({ partition }) => partition))).toEqual(new Set(second.started.partitions()));
  const [moves = 0] = second.started.partitions();
  await ring('at-the-second', 'txt', moves);
  await planned('at-the-second');
  const left = second.started.stop();
  await ring('just-moved', 'txt', moves);
  await left;
  await second.signals.close();
  await planned('just-moved');
  await vi.waitFor(() => expect(worker.partitions()).toHaveLength(taskPartitions), patience);
  expect([has('TaskCompleted', 'the-long-one'), aborted], 'the long task was not touched').toEqual([false, 0]);
  await system.cancelNotice(runOf('the-long-one'), 1, workerId);
  await vi.waitFor(() => expect(aborted).toBe(1), patience);
});
