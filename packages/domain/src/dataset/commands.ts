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
/** From the process manager, for a reservation whose edge died. Refused once the dataset exists. */
export type AbandonDataset = OfDataset & { readonly type: 'AbandonDataset'; readonly tenantId: TenantId };
/** Absent members stay as they are; `description: null` removes it. */
export type ChangeDataset = OfDataset & {
  readonly type: 'ChangeDataset';
  readonly name?: { readonly name: string; readonly nameHash: NameHash };
  readonly description?: string | null;
  readonly settings?: DatasetSettings;
};
/** From the process manager, for a rename whose edge died. */
export type FenceDatasetName = OfDataset & { readonly type: 'FenceDatasetName'; readonly nameHash: NameHash };
export type CloseDataset = OfDataset & { readonly type: 'CloseDataset'; readonly receiptId: ReceiptId };

export type DatasetCommand = CreateDataset | AbandonDataset | ChangeDataset | FenceDatasetName | CloseDataset;
