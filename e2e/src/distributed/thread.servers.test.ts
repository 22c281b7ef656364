import { type BlobStore, openS3BlobStore } from '@ragtime/blob-store';
import { makeBucket, optionsOf } from '@ragtime/blob-store/testing';
import { createCodec, publishSchemas, schemaTopic } from '@ragtime/contracts';
import { progressPartitions, taskPartitions } from '@ragtime/contracts/signals';
import { commandIdFrom, internalSubmission, partitionNameOf } from '@ragtime/contracts/submission';
import {
  type BlobId,
  type DatasetId,
  type DocumentId,
  type DomainCommand,
  defaultDatasetSettings,
  type ReceiptId,
  type RunId,
  type TenantId,
  type WorkerId,
} from '@ragtime/domain';
import { eventPartitions, topics } from '@ragtime/event-log';
import { createKafkaSignals, openKafkaLog } from '@ragtime/event-log-kafka';
import { createMemoryVault, type KeyVault } from '@ragtime/key-vault';
import { hashEmbedder } from '@ragtime/models';
import { erasingProjection, startOrchestrator } from '@ragtime/orchestrator';
import { startParseWorker } from '@ragtime/parse-worker';
import { createParser } from '@ragtime/parsing';
import { prepareReadModel } from '@ragtime/read-model';
import { useDatabase } from '@ragtime/read-model/testing';
import { prepareVisibility, visibilityIn } from '@ragtime/read-model/visibility';
import { startReadProjector } from '@ragtime/read-projector';
import { silentLogger as logger, realMachine as machine, randomUuid } from '@ragtime/runtime';
import { createSearch, openOpenSearchIndex } from '@ragtime/search-index';
import { startSearchProjector } from '@ragtime/search-projector';
import { servers } from '@ragtime/testkit/servers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allPartitions, type CommandNode, startCommandNode } from './node.ts';

const database = useDatabase();
const tenantId = 'acme' as TenantId;
const embedder = hashEmbedder({ dimensions: 16 });
const stops: (() => Promise<unknown>)[] = [];
let nodes: readonly CommandNode[];
let blobs: BlobStore;
let vault: KeyVault;
let search: ReturnType<typeof createSearch>;

const stopLater = <Part>(part: Part, stop: (part: Part) => Promise<unknown>): Part => {
  stops.unshift(async () => await stop(part));
  return part;
};

beforeAll(async () => {
  const { kafka: broker, openSearch, s3 } = servers();
  const codec = createCodec();
  const log = stopLater(openKafkaLog({ brokers: [broker], machine }), async (part) => await part.close());
  await log.ensureTopics([
    schemaTopic,
    ...[topics.tenantEvents, topics.documentEvents].map((name) => ({ name, partitions: eventPartitions })),
  ]);
  await publishSchemas({ log, codec, machine });
  vault = await createMemoryVault({ random: machine.random });
  blobs = stopLater(await openS3BlobStore(optionsOf(s3, await makeBucket(s3))), async (part) => await part.close());
  const group = { broker, codec, groupId: randomUuid(machine.random), secret: machine.random.bytes(32) };
  nodes = await Promise.all(['one', 'two'].map((id) => startCommandNode(id, group)));
  for (const node of nodes) stopLater(node, async (part) => await part.stop());
  const signals = stopLater(
    createKafkaSignals({
      ...{ brokers: [broker], machine },
      topicOf: (name) => ({ partitions: name === topics.tasks ? taskPartitions : progressPartitions, retentionMs: 3_600_000 }),
    }),
    async (part) => await part.close(),
  );
  await prepareReadModel(database().bulk);
  await prepareVisibility(database().bulk);
  const { modelId, dimensions } = embedder;
  const index = stopLater(
    await openOpenSearchIndex({ url: openSearch, prefix: `thread-${randomUuid(machine.random)}`, modelId, dimensions, machine }),
    async (part) => await part.close(),
  );
  const bus = { submit: async (submission: Parameters<CommandNode['bus']['submit']>[0]) => await nodeTwo().bus.submit(submission) };
  const common = { log, codec, vault, blobs, machine, logger, database: database() };
  const rows = stopLater(await startReadProjector(common), async (part) => await part.stop());
  const passages = stopLater(await startSearchProjector({ ...common, index, embedder }), async (part) => await part.stop());
  const orchestrator = await startOrchestrator({
    ...{ log, codec, vault, blobs, machine, logger, signals, bus },
    stores: {
      'read-model': erasingProjection([rows.trackers.library, rows.trackers.audit], async (receipt) => await rows.erase(receipt)),
      index: erasingProjection([passages.tracker], async (receipt) => await passages.erase(receipt)),
    },
  });
  stopLater(orchestrator, async (part) => await part.stop());
  const parser = stopLater(createParser({ processes: 1, timers: machine.timers }), async (part) => await part.close());
  const worker = await startParseWorker({
    ...{ bus, signals, blobs, machine, logger, parser, embedders: [embedder] },
    ...{ workerId: 'worker' as WorkerId, slots: 2, drainMs: 500 },
  });
  stopLater(worker, async (part) => await part.stop());
  await orchestrator.ready;
  search = createSearch({ index, visibility: visibilityIn(database().pool), embedder, machine });
});
afterAll(async () => {
  for (const stop of stops) await stop();
});

function nodeAt(place: number): CommandNode {
  const node = nodes[place];
  if (node === undefined) throw new Error('no node');
  return node;
}
const nodeOne = (): CommandNode => nodeAt(0);
/** Where everything comes in. */
const nodeTwo = (): CommandNode => nodeAt(1);

let serial = 0;
async function submit(command: DomainCommand): Promise<void> {
  serial += 1;
  const commandId = commandIdFrom('thread', serial);
  const submission = internalSubmission({ command, commandId, actor: 'user:ada', tenantId, correlationId: commandId, remembered: true });
  await expect
    .poll(async () => (await nodeTwo().bus.submit(submission)).kind, { timeout: 30_000, message: command.type })
    .toMatch(/^(?:accepted|duplicate)$/u);
}

const describe = (datasetId: DatasetId): DomainCommand => ({ type: 'ChangeDataset', datasetId, description: `changed ${serial}` });

/** One whose commands the first node decides. */
async function createDataset(): Promise<DatasetId> {
  await expect.poll(() => allPartitions.filter((name) => nodeOne().owns(name)).length, { timeout: 30_000 }).toBe(allPartitions.length / 2);
  let datasetId: DatasetId;
  do datasetId = randomUuid(machine.random) as DatasetId;
  while (!nodeOne().owns(partitionNameOf(describe(datasetId))));
  const settings = { ...defaultDatasetSettings, embeddingModel: embedder.modelId };
  const nameHash = vault.hashName(tenantId, datasetId);
  await submit({ type: 'CreateDataset', datasetId, tenantId, name: datasetId, nameHash, description: undefined, settings });
  return datasetId;
}

async function upload(datasetId: DatasetId, text: string): Promise<DocumentId> {
  const documentId = randomUuid(machine.random) as DocumentId;
  const path = `${tenantId}/${datasetId}/${documentId}/${randomUuid(machine.random)}`;
  const { sha256, sizeBytes } = await blobs.write(path, once(text), { bytesMax: 1_000_000 });
  const keySlot = await vault.takeSlot(tenantId);
  await submit({
    type: 'RegisterDocument',
    ...{ datasetId, documentId, keySlot, metadata: undefined, ifExists: 'add', uploadedAtMs: machine.clock.nowMs() },
    name: vault.seal(keySlot, 'handbook.md'),
    nameHash: vault.hashName(tenantId, documentId),
    original: { blobId: path as BlobId, sha256, sizeBytes, mediaType: 'text/markdown' },
  });
  const runId = randomUuid(machine.random) as RunId;
  await submit({ type: 'RequestParsing', datasetId, documents: [{ documentId, runId }], keepEdits: false, ifMissing: 'refuse' });
  return documentId;
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}

const found = async (query: string): Promise<readonly string[]> => {
  const { items } = await search({ tenantId, query, weights: { vector: 0 } });
  return items.map(({ documentId }) => documentId);
};

async function pathsBelow(prefix: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const { path } of blobs.list(prefix)) paths.push(path);
  return paths;
}

it('a document that comes in at a node that owns nothing of it is read, found, and deleted to its last byte', async () => {
  const datasetId = await createDataset();
  const documentId = await upload(datasetId, '# Battery\n\nThe battery lasts ten hours.\n');
  await expect.poll(async () => await found('battery'), { timeout: 60_000 }).toEqual([documentId]);
  const receiptId = randomUuid(machine.random) as ReceiptId;
  await submit({ type: 'DeleteDocument', datasetId, documentId, receiptId });
  await expect.poll(async () => await found('battery'), { timeout: 60_000 }).toEqual([]);
  await expect.poll(async () => await pathsBelow(`${tenantId}/${datasetId}`), { timeout: 60_000 }).toEqual([]);
});

it('what a node decided that has vanished is decided by another one at once, while the group still names the one that is gone', async () => {
  const datasets = [await createDataset(), await createDataset(), await createDataset()];
  await nodeOne().vanish();
  for (const datasetId of datasets) await submit(describe(datasetId));
  expect(datasets.map((datasetId) => nodeTwo().owns(partitionNameOf(describe(datasetId))))).toEqual([true, true, true]);
});
