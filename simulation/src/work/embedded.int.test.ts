import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { startOwners } from '@ragtime/application';
import { openFolderBlobStore } from '@ragtime/blob-store';
import { createCodec } from '@ragtime/contracts';
import { type DocumentId, eventPartitions, eventTopicNames, type RunId, type WorkerId } from '@ragtime/domain';
import { createMemorySignals } from '@ragtime/event-log';
import { openEmbeddedLog } from '@ragtime/event-log-embedded';
import { openFileVault } from '@ragtime/key-vault';
import { loadGloveEmbedder } from '@ragtime/models';
import { startOrchestrator } from '@ragtime/orchestrator';
import { startParseWorker } from '@ragtime/parse-worker';
import { createParser } from '@ragtime/parsing';
import { realMachine } from '@ragtime/runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClient, datasetId } from './client.ts';
import { quietLogger } from './system.ts';

const samples = join(import.meta.dirname, '../../../samples/documents');
const machine = realMachine;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-work-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** The embedded profile as far as work goes, on one folder. */
async function start(name: string) {
  const workerId = name as WorkerId;
  const log = await openEmbeddedLog({ folder: join(folder, 'log'), machine });
  await log.ensureTopics(eventTopicNames.map((topic) => ({ name: topic, partitions: eventPartitions })));
  const codec = createCodec();
  const owners = await startOwners({ log, codec, machine });
  const blobs = await openFolderBlobStore({ folder: join(folder, 'blobs'), machine });
  const vault = await openFileVault({ file: join(folder, 'vault'), machine });
  const embedder = await loadGloveEmbedder();
  const parser = createParser({ timers: machine.timers });
  const [bus, signals, nothing] = [owners.bus, createMemorySignals(), { erased: async () => ({ removed: 0 }) }];
  const parts = { bus, signals, blobs, machine, logger: quietLogger };
  const orchestrator = await startOrchestrator({
    ...parts,
    log,
    codec,
    vault,
    stores: { 'read-model': nothing, index: nothing },
    isCertainlyGone: (other) => other !== workerId,
  });
  const worker = await startParseWorker({ ...parts, workerId, slots: 2, parser, embedders: [embedder], drainMs: 0 });
  return {
    client: createClient({ bus, blobs, vault, machine }, embedder.modelId),
    orchestrator,
    async ended(documents: ReadonlySet<string>) {
      for (;;) {
        await orchestrator.ready;
        const { waiting, running } = orchestrator.queues();
        const visible = [...documents].filter(
          (id) => (owners.all.map((owner) => owner.scope(datasetId).get('document', id)).find(Boolean)?.visibleRun ?? 0) > 0,
        );
        if (waiting.length + running.length === 0) return visible;
        await machine.timers.sleep(20);
      }
    },
    async stop() {
      await worker.stop();
      await orchestrator.stop();
      await parser.close();
      await owners.stop();
      await log.close();
      await blobs.close();
      await vault.close();
    },
  };
}

it('sample documents are parsed on a real disk, though the program is stopped in the middle', async () => {
  const entries = await readdir(samples, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const first = await start('first');
  await first.client.createTenant();
  await first.client.createDataset();
  const documents = new Set<string>();
  for (const [index, file] of files.entries()) {
    const documentId = `document-${index}` as DocumentId;
    documents.add(documentId);
    await first.client.upload(documentId, await readFile(file), datasetId, basename(file));
    await first.client.parse(documentId, `run-${index}` as RunId);
  }
  await first.orchestrator.ready;
  await first.stop();
  const second = await start('second');
  expect(await second.ended(documents)).toHaveLength(files.length);
  await second.stop();
});
