import { allStores, type DocumentTopicEvent, type ErasureStore, type KeySlot, type ReceiptId } from '@ragtime/domain';
import type { PartitionName, Position } from '@ragtime/event-log';
import type { Documents } from '../documents/documents.ts';
import type { ErasureReceipt } from '../options.ts';

/** A deletion that at least one store has not answered. */
export interface PendingReceipt extends ErasureReceipt {
  readonly keySlots: readonly KeySlot[];
  readonly outstanding: ReadonlySet<ErasureStore>;
}

/** The deletions that are not done, in the order in which they were decided. They are a fold of the document topic. */
export interface Receipts {
  /** Call it before the documents apply the event: it asks which keys they had. */
  apply(event: DocumentTopicEvent, at: { readonly tenantId: string; readonly partition: PartitionName; readonly position: Position }): void;
  find(receiptId: ReceiptId): PendingReceipt | undefined;
  all(): Iterable<PendingReceipt>;
}

export function createReceipts(documents: Documents): Receipts {
  const pending = new Map<ReceiptId, PendingReceipt>();
  return {
    apply(event, { tenantId, partition, position }) {
      switch (event.type) {
        case 'DocumentDeleted':
        case 'DatasetClosed': {
          const { datasetId, receiptId } = event;
          const isDocument = event.type === 'DocumentDeleted';
          pending.set(receiptId, {
            receiptId,
            datasetId,
            partition,
            position,
            tenantId: documents.tenantOf(datasetId) ?? (tenantId as ErasureReceipt['tenantId']),
            documentId: isDocument ? event.documentId : undefined,
            keySlots: isDocument ? [event.keySlot] : [...documents.of(datasetId).values()].map(({ keySlot }) => keySlot),
            outstanding: new Set(allStores),
          });
          return;
        }
        case 'StoreErased': {
          const receipt = pending.get(event.receiptId);
          if (receipt === undefined) return;
          const outstanding = new Set([...receipt.outstanding].filter((store) => store !== event.store));
          pending.set(event.receiptId, { ...receipt, outstanding });
          return;
        }
        case 'ErasureCompleted':
          pending.delete(event.receiptId);
          return;
        default:
          return;
      }
    },
    find: (receiptId) => pending.get(receiptId),
    all: () => pending.values(),
  };
}

/** The prefix under which the blobs of the deleted thing lie. */
export const blobPrefixOf = ({ tenantId, datasetId, documentId }: ErasureReceipt): string =>
  documentId === undefined ? `${tenantId}/${datasetId}` : `${tenantId}/${datasetId}/${documentId}`;
