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
 * Sent only once the dataset's own scope can never use the name again with this reservation: it is abandoned, closed or fenced. A rename away is
 * not enough, because a late rename back may be under way: the old name is fenced first, and then released.
 */
export type ReleaseDatasetName = OfTenant & {
  readonly type: 'ReleaseDatasetName';
  readonly nameHash: NameHash;
  readonly datasetId: DatasetId;
  /** Releases only the reservation of this record time: a later one belongs to another request. Absent: any reservation. */
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
