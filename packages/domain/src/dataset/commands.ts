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
/**
 * The process manager sends it for a reservation whose process died. It is refused while the dataset exists. When it is accepted or unchanged, the
 * name may be released.
 */
export type AbandonDataset = OfDataset & { readonly type: 'AbandonDataset'; readonly tenantId: TenantId };
export interface NameChange {
  readonly name: string;
  readonly nameHash: NameHash;
  /**
   * Record time of the `DatasetNameReserved` that this rename rests on: a fence of an earlier reservation does not stop it. Absent when the caller
   * does not know it, because the dataset had the name already: then any fence stops it.
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
/**
 * The process manager sends it for a rename whose process died, and for the old name after a rename. It is refused while the dataset has that name.
 * When it is accepted or unchanged, the name may be released.
 */
export type FenceDatasetName = OfDataset & {
  readonly type: 'FenceDatasetName';
  readonly nameHash: NameHash;
  /** Record time of the `DatasetNameReserved` that was not used. */
  readonly reservedAtMs: number;
};
export type CloseDataset = OfDataset & { readonly type: 'CloseDataset'; readonly receiptId: ReceiptId };

export type DatasetCommand = CreateDataset | AbandonDataset | ChangeDataset | FenceDatasetName | CloseDataset;
