import type { ApiKeyId, DatasetId, NameHash, TenantId, UserId } from '../ids.ts';

export type Role = 'owner' | 'admin' | 'member';

/** What a caller may do: read everything of its tenant, change it, administer the tenant, or operate the installation of all tenants. */
export type KeyScope = (typeof keyScopes)[number];
export const keyScopes = ['read', 'write', 'admin', 'operator'] as const;

interface OfTenant {
  readonly tenantId: TenantId;
}

export type TenantCreated = OfTenant & { readonly type: 'TenantCreated'; readonly name: string };
export type TenantRenamed = OfTenant & { readonly type: 'TenantRenamed'; readonly name: string };
export type MemberAdded = OfTenant & { readonly type: 'MemberAdded'; readonly userId: UserId; readonly role: Role };
export type MemberRoleChanged = OfTenant & { readonly type: 'MemberRoleChanged'; readonly userId: UserId; readonly role: Role };
export type MemberRemoved = OfTenant & { readonly type: 'MemberRemoved'; readonly userId: UserId };

/** The hash of the secret lies in the vault under the key's id; no event holds it. */
export type ApiKeyCreated = OfTenant & {
  readonly type: 'ApiKeyCreated';
  readonly apiKeyId: ApiKeyId;
  readonly userId: UserId;
  readonly label: string;
  readonly scopes: readonly KeyScope[];
  readonly expiresAtMs: number | undefined;
};
export type ApiKeyRevoked = OfTenant & { readonly type: 'ApiKeyRevoked'; readonly apiKeyId: ApiKeyId };

/** A dataset's name is held here before the dataset is created in its own scope. */
export type DatasetNameReserved = OfTenant & {
  readonly type: 'DatasetNameReserved';
  readonly nameHash: NameHash;
  readonly datasetId: DatasetId;
};
export type DatasetNameReleased = OfTenant & {
  readonly type: 'DatasetNameReleased';
  readonly nameHash: NameHash;
  readonly datasetId: DatasetId;
};

export type TenantEvent =
  | TenantCreated
  | TenantRenamed
  | MemberAdded
  | MemberRoleChanged
  | MemberRemoved
  | ApiKeyCreated
  | ApiKeyRevoked
  | DatasetNameReserved
  | DatasetNameReleased;
