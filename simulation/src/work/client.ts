import { commandIdFrom, internalSubmission } from '@ragtime/application/submission';
import {
  type BlobId,
  type DatasetId,
  type DocumentId,
  type DomainCommand,
  defaultDatasetSettings,
  type NameHash,
  type ReceiptId,
  type RunId,
  type TenantId,
  type UserId,
} from '@ragtime/domain';
import type { Machine } from '@ragtime/runtime';
import type { Core } from './system.ts';

export const tenantId = 'tenant' as TenantId;
export const datasetId = 'dataset' as DatasetId;

/** Does the work of the edge, and repeats unanswered commands. */
export function createClient(core: Pick<Core, 'bus' | 'blobs' | 'vault'> & { readonly machine: Machine }, embeddingModel: string) {
  const { bus, machine, blobs, vault } = core;
  let commands = 0;

  async function submit(command: DomainCommand) {
    commands += 1;
    const commandId = commandIdFrom('client', commands);
    for (;;) {
      const outcome = await bus.submit(
        internalSubmission({
          command,
          commandId,
          actor: { kind: 'account', account: 'ada' as UserId },
          tenantId,
          correlationId: commandId,
          remembered: true,
        }),
      );
      if (outcome.kind !== 'unknown' && outcome.kind !== 'unavailable') return outcome;
      await machine.timers.sleep(100);
    }
  }

  function createReserved(id: DatasetId, nameHash: NameHash, name = `Dataset ${id}`) {
    const settings = { ...defaultDatasetSettings, embeddingModel };
    return submit({ type: 'CreateDataset', datasetId: id, tenantId, name, nameHash, description: undefined, settings });
  }

  return {
    submit,
    async createTenant() {
      await submit({ type: 'CreateTenant', tenantId, name: 'Tenant', ownerId: 'ada' as UserId });
    },
    async createDataset(id = datasetId, name = `Dataset ${id}`) {
      const nameHash = vault.hashName(tenantId, name);
      await submit({ type: 'ReserveDatasetName', tenantId, nameHash, datasetId: id });
      return await createReserved(id, nameHash, name);
    },
    createReserved,
    async upload(documentId: DocumentId, content: string | Uint8Array, of = datasetId, name = `${documentId}.txt`) {
      const path = `${tenantId}/${of}/${documentId}/upload`;
      const { sha256, sizeBytes } = await blobs.write(path, once(Buffer.from(content)), { bytesMax: 10_000_000 });
      const keySlot = await vault.takeSlot(tenantId);
      const outcome = await submit({
        type: 'RegisterDocument',
        datasetId: of,
        documentId,
        keySlot,
        name: vault.seal(keySlot, name),
        nameHash: vault.hashName(tenantId, name),
        metadata: undefined,
        ifExists: 'add',
        uploadedAtMs: machine.clock.nowMs(),
        original: { blobId: path as BlobId, sha256, sizeBytes, mediaType: 'text/plain' },
      });
      if (outcome.kind === 'rejected') await blobs.remove([path]);
      return outcome;
    },
    parse: (documentId: DocumentId, runId: RunId, of = datasetId) =>
      submit({ type: 'RequestParsing', datasetId: of, documents: [{ documentId, runId }], keepEdits: false, ifMissing: 'skip' }),
    cancel: (documentId: DocumentId, of = datasetId) =>
      submit({ type: 'CancelParsing', datasetId: of, documents: [{ documentId }], ifMissing: 'skip' }),
    remove: (documentId: DocumentId, of = datasetId) =>
      submit({ type: 'DeleteDocument', datasetId: of, documentId, receiptId: `receipt-${documentId}` as ReceiptId }),
    close: (of = datasetId) => submit({ type: 'CloseDataset', datasetId: of, receiptId: `receipt-${of}` as ReceiptId }),
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
