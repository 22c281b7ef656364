import type { NameHash, TenantId } from '../ids.ts';
import type { DatasetSettings } from './events.ts';

/**
 * What the rules remember of a dataset's id. An abandoned or closed one leaves this much for ever, so that nothing is created
 * under its id again.
 */
export type Dataset = OpenDataset | { readonly status: 'abandoned' } | { readonly status: 'closed' };

export interface OpenDataset {
  readonly status: 'open';
  readonly version: number;
  readonly tenantId: TenantId;
  readonly nameHash: NameHash;
  readonly nameFingerprint: number;
  /** Undefined when it has none. */
  readonly descriptionFingerprint: number | undefined;
  readonly settings: DatasetSettings;
  /** Names that it will never take, whoever asks. */
  readonly fencedNames: readonly NameHash[];
}
