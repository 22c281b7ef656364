import type { DatasetId, UserId } from '../ids.ts';
import type { Role } from './events.ts';

export interface Tenant {
  readonly version: number;
  readonly nameFingerprint: number;
}

export interface Member {
  readonly role: Role;
}

/** A revoked key is remembered for ever, so that its id is never used again. */
export type ApiKey = { readonly status: 'live'; readonly version: number; readonly userId: UserId } | { readonly status: 'revoked' };

export interface DatasetName {
  readonly version: number;
  readonly datasetId: DatasetId;
  /** Record time. */
  readonly reservedAtMs: number;
}
