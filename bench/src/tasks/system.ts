import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOwners } from '@ragtime/application';
import { openFolderBlobStore } from '@ragtime/blob-store';
import { createCodec } from '@ragtime/contracts';
import {
  type BlobId,
  type DatasetId,
  type DocumentId,
  defaultDatasetSettings,
  eventPartitions,
  eventTopicNames,
  type RunId,
  type TenantId,
  type WorkerId,
} from '@ragtime/domain';
import { createMemorySignals } from '@ragtime/event-log';
import { openEmbeddedLog } from '@ragtime/event-log-embedded';
import { openFileVault } from '@ragtime/key-vault';
import { hashEmbedder } from '@ragtime/models';
import { startOrchestrator } from '@ragtime/orchestrator';
import { startParseWorker } from '@ragtime/parse-worker';
import type { Parser } from '@ragtime/parsing';
import { realMachine as machine, randomUuid, silentLogger } from '@ragtime/runtime';
import { commandsOf } from '@ragtime/testkit/world';
import { submitting } from '../shared/submitting.ts';

export const slots = 4;

export interface TaskSystem {
  /** Uploads documents of one tenant into one dataset without parsing them. All have the same bytes. */
  upload(tenant: string, count: number): Promise<readonly Uploaded[]>;
  request(document: Uploaded): Promise<void>;
  /** Resolves when a worker has begun it, with the milliseconds since the request was sent. */
  requestAndAwaitStart(document: Uploaded): Promise<number>;
  /** Resolves when the given number of tasks wait. */
  allWait(tasks: number): Promise<void>;
  /** Resolves when no task waits or runs. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export interface Uploaded {
  readonly tenantId: TenantId;
  readonly datasetId: DatasetId;
  readonly documentId: DocumentId;
}

/**
 * Starts the log, the owners, the orchestrator and one worker as in the embedded profile. The parser takes no time, so that only the machinery is
 * measured.
 */
export async function startTaskSystem({ works = true } = {}): Promise<TaskSystem> {
  const folder = await mkdtemp(join(tmpdir(), 'ragtime-bench-tasks-'));
  const log = await openEmbeddedLog({ folder: join(folder, 'log'), machine });
  await log.ensureTopics(eventTopicNames.map((name) => ({ name, partitions: eventPartitions })));
  const codec = createCodec();
  const owners = await startOwners({ log, codec, machine });
  const blobs = await openFolderBlobStore({ folder: join(folder, 'blobs'), machine });
  const vault = await openFileVault({ file: join(folder, 'vault'), machine });
  const embedder = hashEmbedder({ dimensions: 8 });
  const { bus } = owners;
  const nothing = { erased: async () => await Promise.resolve({ removed: 0 }) };
  const parts = { bus, signals: createMemorySignals(), blobs, machine, logger: silentLogger };
  const orchestrator = await startOrchestrator({ ...parts, log, codec, vault, stores: { 'read-model': nothing, index: nothing } });
  const started = new Map<string, () => void>();
  const watched: typeof bus = {
    async submit(submission) {
      const outcome = await bus.submit(submission);
      if (submission.command.type === 'StartAttempt' && outcome.kind === 'accepted') started.get(submission.command.documentId ?? '')?.();
      return outcome;
    },
  };
  const worker = works
    ? await startParseWorker({
        ...parts,
        bus: watched,
        parser: instantParser,
        workerId: 'bench' as WorkerId,
        slots,
        embedders: [embedder],
        drainMs: 0,
      })
    : undefined;
  await orchestrator.ready;

  let datasets = 0;
  const submit = submitting(bus.submit);
  const request = async ({ tenantId, ...at }: Uploaded): Promise<void> => {
    const { requestParsing } = commandsOf({ vault, machine, tenantId });
    await submit(tenantId, requestParsing(at, `run-${at.documentId}` as RunId));
  };

  return {
    async upload(tenant, count) {
      const [tenantId, datasetId] = [tenant as TenantId, `dataset-${tenant}-${++datasets}` as DatasetId];
      const settings = { ...defaultDatasetSettings, embeddingModel: embedder.modelId };
      const commands = commandsOf({ vault, machine, tenantId });
      await submit(tenantId, commands.createDataset(datasetId, settings));
      const path = `${tenantId}/${datasetId}/shared/bytes`;
      const { sha256, sizeBytes } = await blobs.write(path, piece(), { bytesMax: 1_000 });
      const uploaded: Uploaded[] = [];
      const one = async (): Promise<void> => {
        const documentId = randomUuid(machine.random) as DocumentId;
        const keySlot = await vault.takeSlot(tenantId);
        const original = { blobId: path as BlobId, sha256, sizeBytes, mediaType: 'text/plain' };
        const about = { keySlot, name: `${documentId}.txt`, original };
        await submit(tenantId, commands.registerDocument({ datasetId, documentId }, about));
        uploaded.push({ tenantId, datasetId, documentId });
      };
      await inParallel(count, 500, one);
      return uploaded;
    },
    request,
    async requestAndAwaitStart(document) {
      const begun = Promise.withResolvers<number>();
      const from = machine.clock.monotonicMs();
      started.set(document.documentId, () => begun.resolve(machine.clock.monotonicMs() - from));
      await request(document);
      return await begun.promise;
    },
    async allWait(tasks) {
      const waiting = () => orchestrator.queues().waiting.reduce((sum, { count }) => sum + count, 0);
      while (waiting() < tasks) await machine.timers.sleep(50);
    },
    async idle() {
      for (;;) {
        const { waiting, running } = orchestrator.queues();
        if (waiting.length + running.length === 0) return;
        await machine.timers.sleep(5);
      }
    },
    async stop() {
      await worker?.stop();
      await orchestrator.stop();
      await owners.stop();
      await log.close();
      await blobs.close();
      await vault.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Calls `act` `count` times, `atOnce` of them in parallel. */
export async function inParallel(count: number, atOnce: number, act: (at: number) => Promise<void>): Promise<void> {
  let next = 0;
  const run = async () => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, run));
}

const instantParser: Parser = {
  plan: async () =>
    await Promise.resolve({ format: 'txt', mediaType: 'text/plain', unit: 'line', count: 1, windows: [{ first: 1, last: 1 }] }),
  parse: async () => await Promise.resolve([{ kind: 'text', text: 'One line.', place: { line: 1 }, headings: [] }]),
  close: async () => await Promise.resolve(),
};

async function* piece(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from('One line.'));
}
