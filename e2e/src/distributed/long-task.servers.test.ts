import { createMemoryBlobStore } from '@ragtime/blob-store';
import { progressPartitions, taskPartitions, type WorkerSign } from '@ragtime/contracts/signals';
import { type DocumentId, type RunId, topics, type WorkerId } from '@ragtime/domain';
import { partitionOf } from '@ragtime/event-log';
import { createKafkaSignals } from '@ragtime/event-log-kafka';
import { hashEmbedder } from '@ragtime/models';
import { type ParseWorker, startParseWorker } from '@ragtime/parse-worker';
import { type Installation, install, silentLogger } from '@ragtime/parse-worker/testing';
import type { Parser } from '@ragtime/parsing';
import { realMachine as machine } from '@ragtime/runtime';
import { servers } from '@ragtime/testkit/servers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../api/support/caller.ts';

const workerId = 'busy-for-long' as WorkerId;
const embedder = hashEmbedder({ dimensions: 8 });
const isLong = (name: string): boolean => name.endsWith('.long');
let aborted = 0;

/** Reads at once, but for one document that it is never done with. */
const parser: Parser = {
  plan: async ({ name }, signal) => {
    if (isLong(name)) await machine.timers.sleep(600_000, signal).finally(() => (aborted += 1));
    return { format: 'pdf', mediaType: 'application/pdf', unit: 'page', count: 1, windows: [{ first: 1, last: 1 }] };
  },
  parse: async () => await Promise.resolve([{ kind: 'text', text: 'Some words.', place: { page: 1 }, headings: [] }]),
  close: async () => await Promise.resolve(),
};

let system: Installation;
let worker: ParseWorker;
beforeAll(async () => {
  const signals = createKafkaSignals({
    brokers: [servers().kafka],
    machine,
    topicOf: (name) => ({ partitions: name === topics.tasks ? taskPartitions : progressPartitions, retentionMs: 3_600_000 }),
  });
  const memory = createMemoryBlobStore({ clock: machine.clock });
  const blobs = {
    ...memory,
    asFile: async (file: string) => await Promise.resolve({ file, release: async () => await Promise.resolve() }),
  };
  system = await install(machine, blobs, signals);
  await system.start();
  await system.createDataset({ embeddingModel: embedder.modelId });
  const { bus } = system;
  worker = await startParseWorker({
    workerId,
    slots: 2,
    bus,
    signals,
    blobs,
    parser,
    machine,
    logger: silentLogger,
    embedders: [embedder],
  });
});
afterAll(async () => {
  await worker?.stop();
  await system?.stop();
  await system?.signals.close();
});

const partition = partitionOf(workerId, taskPartitions);
const runOf = (documentId: string): RunId => `run of ${documentId}` as RunId;
const signs = (): readonly WorkerSign[] =>
  system.heard.filter((message): message is WorkerSign => message.type === 'worker' && message.workerId === workerId);
const has = (type: string, documentId: string): boolean =>
  system.events().some((event) => event.type === type && 'runId' in event && event.runId === runOf(documentId));

async function ring(documentId: string, extension: string): Promise<void> {
  const id = documentId as DocumentId;
  await system.register(id, Buffer.from(documentId), extension);
  await system.parse(id, runOf(documentId));
  await system.ring(id, runOf(documentId), { workerId, partition });
}

it('a worker in a task that takes ten minutes hears every bell of its other slot, gives its signs, and hears that the task is cancelled', async () => {
  await ring('the-long-one', 'long');
  await eventually('it is begun', async () => await Promise.resolve(has('AttemptStarted', 'the-long-one') ? true : undefined));
  const others = Array.from({ length: 20 }, (_, number) => `short-${number}`);
  for (const other of others) await ring(other, 'txt');
  for (const other of others)
    await eventually(`${other} is planned`, async () => await Promise.resolve(has('TaskCompleted', other) ? true : undefined));
  const { length } = signs();
  await eventually('it gives signs', async () => await Promise.resolve(signs().length > length + 2 ? true : undefined));
  expect(
    signs()
      .at(-1)
      ?.running.map(({ runId }) => runId),
  ).toEqual([runOf('the-long-one')]);
  expect([has('TaskCompleted', 'the-long-one'), aborted]).toEqual([false, 0]);
  await system.cancelNotice(runOf('the-long-one'), 1, workerId);
  await eventually('its work is ended', async () => await Promise.resolve(aborted === 1 ? true : undefined));
});
