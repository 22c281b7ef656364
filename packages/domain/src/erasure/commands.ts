import type { DatasetId, ReceiptId } from '../ids.ts';
import type { ErasureStore } from './events.ts';

/** The eraser sends it once a store holds nothing more. A second report of a store changes nothing. */
export type ReportErased = {
  readonly type: 'ReportErased';
  readonly datasetId: DatasetId;
  readonly receiptId: ReceiptId;
  readonly store: ErasureStore;
  readonly removed: number;
};

export type ErasureCommand = ReportErased;
