import {
  type BlobId,
  type ChunkId,
  type DatasetId,
  type DocumentId,
  type DocumentTopicCommand,
  type DomainCommand,
  defaultDatasetSettings,
  type ReceiptId,
  type RunId,
  type RunNumber,
  type TenantId,
} from '@ragtime/domain';
import type { Wish } from '../plan/happening.ts';
import { embedder, type World } from '../shared/world.ts';

export const tenantId = 'tenant' as TenantId;
export const datasetOf = (number: number): DatasetId => `dataset-${number}` as DatasetId;
export const documentOf = (number: number): DocumentId => `document-${number}` as DocumentId;

/** The command that the edge makes of a wish with the number `serial`. Undefined: its target does not exist yet, such as a passage of an unknown document. */
export async function commandOf(world: World, wish: Wish, serial: number): Promise<DocumentTopicCommand> {
  const { vault, blobs, machine } = world;
  const datasetId = datasetOf(wish.dataset);
  if (wish.kind === 'close') return { type: 'CloseDataset', datasetId, receiptId: `receipt-${serial}` as ReceiptId };
  if (wish.kind === 'describe') return { type: 'ChangeDataset', datasetId, description: `described ${serial}` };
  if (wish.kind === 'rename-dataset') {
    const name = nameOf(serial);
    return { type: 'ChangeDataset', datasetId, name: { name, nameHash: vault.hashName(tenantId, name) } };
  }
  if (wish.kind === 'create-dataset' || wish.document === undefined) return createDataset(world, wish.dataset);
  const documentId = documentOf(wish.document);
  const of = { datasetId, documentId };
  switch (wish.kind) {
    case 'upload':
    case 'revise': {
      const path = `${tenantId}/${datasetId}/${documentId}/upload-${serial}`;
      const { sha256, sizeBytes } = await blobs.write(path, once(Buffer.from(`text ${serial}`)), { bytesMax: 1_000 });
      const original = { blobId: path as BlobId, sha256, sizeBytes, mediaType: 'text/plain' };
      const uploadedAtMs = machine.clock.nowMs();
      if (wish.kind === 'revise') return { type: 'ReviseDocument', ...of, original, uploadedAtMs };
      const keySlot = await vault.takeSlot(tenantId);
      const name = `${documentId}.txt`;
      const named = { keySlot, name: vault.seal(keySlot, name), nameHash: vault.hashName(tenantId, name), metadata: undefined };
      return { type: 'RegisterDocument', ...of, ...named, ifExists: 'add', uploadedAtMs, original };
    }
    case 'parse':
      return {
        type: 'RequestParsing',
        datasetId,
        documents: [{ documentId, runId: `run-${serial}` as RunId }],
        keepEdits: serial % 2 === 0,
        ifMissing: 'refuse',
      };
    case 'cancel':
      return { type: 'CancelParsing', datasetId, documents: [{ documentId, ...runSeen(world, documentId) }], ifMissing: 'refuse' };
    case 'delete':
      return { type: 'DeleteDocument', ...of, receiptId: `receipt-${serial}` as ReceiptId };
    case 'enable':
    case 'disable':
      return { type: 'ChangeDocument', ...of, enabled: wish.kind === 'enable' };
    case 'rename': {
      const keySlot = await vault.takeSlot(tenantId);
      return {
        type: 'ChangeDocument',
        ...of,
        name: { name: vault.seal(keySlot, `name ${serial}`), nameHash: vault.hashName(tenantId, `name ${serial}`) },
      };
    }
    case 'type-in': {
      const keySlot = await vault.takeSlot(tenantId);
      return { type: 'AddChunk', ...of, chunkId: `chunk-${serial}` as ChunkId, text: vault.seal(keySlot, `Page typed in: ${serial}`) };
    }
  }
}

export function createDataset({ vault }: World, number: number): DocumentTopicCommand {
  const name = `Dataset ${number}`;
  const settings = { ...defaultDatasetSettings, embeddingModel: embedder.modelId };
  return {
    type: 'CreateDataset',
    datasetId: datasetOf(number),
    tenantId,
    name,
    nameHash: vault.hashName(tenantId, name),
    description: undefined,
    settings,
  };
}

/** So few names that datasets compete for them. */
const nameOf = (serial: number): string => `Name ${serial % 4}`;

/** The command that must be accepted before a dataset takes a name. */
export const reserveName = ({ vault }: World, dataset: number, name: string): DomainCommand => ({
  type: 'ReserveDatasetName',
  tenantId,
  nameHash: vault.hashName(tenantId, name),
  datasetId: datasetOf(dataset),
});

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The run that a client sees when it cancels. When the cancel arrives, there may be another run. */
function runSeen({ rows }: World, documentId: DocumentId): { readonly run?: RunNumber } {
  const open = rows.library.table('run').filter((row) => row['documentId'] === documentId && row['endedAtMs'] === null);
  const number = open.at(-1)?.['run'];
  return typeof number === 'number' ? { run: number as RunNumber } : {};
}
