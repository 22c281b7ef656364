import type { ApiKeyId, DatasetId, NameHash, TenantId, UserId } from '../ids.ts';
import type { KeyScope, Role } from './events.ts';

interface OfTenant {
  readonly tenantId: TenantId;
}

/** Makes `ownerId` its first member. */
export type CreateTenant = OfTenant & { readonly type: 'CreateTenant'; readonly name: string; readonly ownerId: UserId };
export type RenameTenant = OfTenant & { readonly type: 'RenameTenant'; readonly name: string };
export type AddMember = OfTenant & { readonly type: 'AddMember'; readonly userId: UserId; readonly role: Role };
export type ChangeMemberRole = OfTenant & { readonly type: 'ChangeMemberRole'; readonly userId: UserId; readonly role: Role };
/** The last owner of a tenant stays. A member's keys are revoked with it. */
export type RemoveMember = OfTenant & { readonly type: 'RemoveMember'; readonly userId: UserId };

export type CreateApiKey = OfTenant & {
  readonly type: 'CreateApiKey';
  readonly apiKeyId: ApiKeyId;
  readonly userId: UserId;
  readonly label: string;
  readonly scopes: readonly KeyScope[];
  readonly expiresAtMs: number | undefined;
};
export type RevokeApiKey = OfTenant & { readonly type: 'RevokeApiKey'; readonly apiKeyId: ApiKeyId };

export type ReserveDatasetName = OfTenant & {
  readonly type: 'ReserveDatasetName';
  readonly nameHash: NameHash;
  readonly datasetId: DatasetId;
};
/**
 * Sent only once the dataset's own scope can never use the name again with this reservation: abandoned, closed or fenced. A rename
 * away is not enough (a late rename back may be under way): fence the old name too, then give it back.
 */
export type ReleaseDatasetName = OfTenant & {
  readonly type: 'ReleaseDatasetName';
  readonly nameHash: NameHash;
  readonly datasetId: DatasetId;
  /** Only the reservation of this record time: a later one is another's business. Absent: whichever there is. */
  readonly reservedAtMs?: number;
};

export type TenantCommand =
  | CreateTenant
  | RenameTenant
  | AddMember
  | ChangeMemberRole
  | RemoveMember
  | CreateApiKey
  | RevokeApiKey
  | ReserveDatasetName
  | ReleaseDatasetName;
