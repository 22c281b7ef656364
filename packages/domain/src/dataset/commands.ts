import type { DatasetId, NameHash, ReceiptId, TenantId } from '../ids.ts';
import type { DatasetSettings } from './events.ts';

interface OfDataset {
  readonly datasetId: DatasetId;
}

export type CreateDataset = OfDataset & {
  readonly type: 'CreateDataset';
  readonly tenantId: TenantId;
  readonly name: string;
  readonly nameHash: NameHash;
  readonly description: string | undefined;
  readonly settings: DatasetSettings;
};
/** From the process manager, for a reservation whose edge died. Refused while the dataset exists; accepted or unchanged: give the name back. */
export type AbandonDataset = OfDataset & { readonly type: 'AbandonDataset'; readonly tenantId: TenantId };
export interface NameChange {
  readonly name: string;
  readonly nameHash: NameHash;
  /**
   * Record time of the `DatasetNameReserved` that this rename rests on: a fence of an earlier reservation does not stop it.
   * Absent when the caller does not know (the name was the dataset's already): then any fence does.
   */
  readonly reservedAtMs?: number;
}

/** Absent members stay as they are; `description: null` removes it. */
export type ChangeDataset = OfDataset & {
  readonly type: 'ChangeDataset';
  readonly name?: NameChange;
  readonly description?: string | null;
  readonly settings?: DatasetSettings;
};
/** From the process manager, for a rename whose edge died, and for the old name after a rename. Refused while the dataset has that name; accepted or unchanged: give it back. */
export type FenceDatasetName = OfDataset & {
  readonly type: 'FenceDatasetName';
  readonly nameHash: NameHash;
  /** Record time of the `DatasetNameReserved` that came to nothing. */
  readonly reservedAtMs: number;
};
export type CloseDataset = OfDataset & { readonly type: 'CloseDataset'; readonly receiptId: ReceiptId };

export type DatasetCommand = CreateDataset | AbandonDataset | ChangeDataset | FenceDatasetName | CloseDataset;
