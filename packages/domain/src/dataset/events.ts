import type { DatasetId, NameHash, ReceiptId, TenantId } from '../ids.ts';
import type { ChunkSettings } from './chunk-methods.ts';
import type { Priority } from './priority.ts';

export interface DatasetSettings {
  readonly chunking: ChunkSettings;
  /** The id of an embedding model that the installation offers. */
  readonly embeddingModel: string;
  /** BCP 47. It decides how text is analysed. */
  readonly language: string;
  readonly priority: Priority;
}

interface OfDataset {
  readonly datasetId: DatasetId;
}

export type DatasetCreated = OfDataset & {
  readonly type: 'DatasetCreated';
  readonly tenantId: TenantId;
  readonly name: string;
  readonly nameHash: NameHash;
  readonly description: string | undefined;
  readonly settings: DatasetSettings;
};
/** A dataset of this id is never created: its reservation ran out first. */
export type DatasetAbandoned = OfDataset & { readonly type: 'DatasetAbandoned'; readonly tenantId: TenantId };
/** If only the spelling changed (case, for example), both hashes are equal and no name is released. */
export type DatasetRenamed = OfDataset & {
  readonly type: 'DatasetRenamed';
  readonly name: string;
  readonly nameHash: NameHash;
  readonly previousNameHash: NameHash;
};
/** This dataset will never take this name with a reservation of this time or an earlier one. */
export type DatasetNameFenced = OfDataset & {
  readonly type: 'DatasetNameFenced';
  readonly nameHash: NameHash;
  /** Record time of the `DatasetNameReserved` that was not used. */
  readonly reservedAtMs: number;
};
export type DatasetDescribed = OfDataset & { readonly type: 'DatasetDescribed'; readonly description: string | undefined };
export type DatasetSettingsChanged = OfDataset & { readonly type: 'DatasetSettingsChanged'; readonly settings: DatasetSettings };
/** Fences everything in the dataset at once: documents, runs, tasks, attempts, edits. The erasure follows. */
export type DatasetClosed = OfDataset & {
  readonly type: 'DatasetClosed';
  readonly tenantId: TenantId;
  readonly nameHash: NameHash;
  readonly receiptId: ReceiptId;
};

export type DatasetEvent =
  | DatasetCreated
  | DatasetAbandoned
  | DatasetRenamed
  | DatasetNameFenced
  | DatasetDescribed
  | DatasetSettingsChanged
  | DatasetClosed;
