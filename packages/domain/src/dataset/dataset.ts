import type { NameHash, RunNumber, TenantId } from '../ids.ts';
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
  /** The number of its own last run, not of its documents'; 0 before the first. */
  readonly lastRun: RunNumber;
  /** Names that it will not take with the reservations that it was given. */
  readonly nameFences: readonly NameFence[];
}

/** Both times are the tenant partition's own, so they are never compared with another clock's. */
interface NameFence {
  readonly nameHash: NameHash;
  /** Reservations up to this record time came to nothing. */
  readonly reservedAtMs: number;
}

/** -1 for a name without a fence. */
export function fencedUpToMs({ nameFences }: OpenDataset, nameHash: NameHash): number {
  return nameFences.find((fence) => fence.nameHash === nameHash)?.reservedAtMs ?? -1;
}
