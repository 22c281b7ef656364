import type { DatasetId, ReceiptId } from '../ids.ts';
import type { ErasureStore } from './events.ts';

/** From the eraser, once a store holds nothing more; a store that has answered already changes nothing. */
export type ReportErased = {
  readonly type: 'ReportErased';
  readonly datasetId: DatasetId;
  readonly receiptId: ReceiptId;
  readonly store: ErasureStore;
  readonly removed: number;
};

export type ErasureCommand = ReportErased;
