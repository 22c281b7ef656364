import type { DatasetId, DocumentId, ReceiptId } from '../ids.ts';

/** Where something of a document may lie. A receipt is done when each has answered. */
export type ErasureStore = 'read-model' | 'index' | 'blobs' | 'keys';

interface OfReceipt {
  readonly datasetId: DatasetId;
  readonly receiptId: ReceiptId;
}

/** One store's answer: it was asked to its end, and this many things went. */
export type StoreErased = OfReceipt & {
  readonly type: 'StoreErased';
  readonly documentId: DocumentId | undefined;
  readonly store: ErasureStore;
  readonly removed: number;
};
export type ErasureCompleted = OfReceipt & { readonly type: 'ErasureCompleted'; readonly documentId: DocumentId | undefined };

export type ErasureEvent = StoreErased | ErasureCompleted;
