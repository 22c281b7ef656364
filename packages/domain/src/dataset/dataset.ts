import type { NameHash, RunNumber, TenantId } from '../ids.ts';
import type { DatasetSettings } from './events.ts';

/** What the rules remember about a dataset's id. An abandoned or closed dataset leaves this for ever, so that its id is never used again. */
export type Dataset = OpenDataset | { readonly status: 'abandoned' } | { readonly status: 'closed' };

export interface OpenDataset {
  readonly status: 'open';
  readonly version: number;
  readonly tenantId: TenantId;
  readonly nameHash: NameHash;
  readonly nameFingerprint: number;
  /** Undefined when the dataset has no description. */
  readonly descriptionFingerprint: number | undefined;
  readonly settings: DatasetSettings;
  /** The number of the dataset's own last run, not of its documents' runs; 0 before the first. */
  readonly lastRun: RunNumber;
  /** Names that the dataset will not take with the reservations that it was given. */
  readonly nameFences: readonly NameFence[];
}

/** Both times are those of the tenant's partition, so they are never compared with another clock. */
interface NameFence {
  readonly nameHash: NameHash;
  /** Reservations up to this record time were not used. */
  readonly reservedAtMs: number;
}

/** Returns -1 for a name without a fence. */
export function fencedUpToMs({ nameFences }: OpenDataset, nameHash: NameHash): number {
  return nameFences.find((fence) => fence.nameHash === nameHash)?.reservedAtMs ?? -1;
}
