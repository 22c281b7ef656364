import type { DatasetId, DocumentId, ReceiptId } from '../ids.ts';

/** A store in which something of a document may lie. A receipt is done when each store has answered. */
export type ErasureStore = 'read-model' | 'index' | 'blobs' | 'keys';

interface OfReceipt {
  readonly datasetId: DatasetId;
  readonly receiptId: ReceiptId;
}

/** One store's answer: it erased everything, and this many things were removed. */
export type StoreErased = OfReceipt & {
  readonly type: 'StoreErased';
  readonly documentId: DocumentId | undefined;
  readonly store: ErasureStore;
  readonly removed: number;
};
export type ErasureCompleted = OfReceipt & { readonly type: 'ErasureCompleted'; readonly documentId: DocumentId | undefined };

export type ErasureEvent = StoreErased | ErasureCompleted;
