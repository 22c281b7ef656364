import type { ApiKeyId, DatasetId, EmailScope, KeySlot, NameHash, Sealed, TenantId, UserId } from '../src/ids.ts';
import type { CreateApiKey } from '../src/tenant/commands.ts';
import type { ApiKeyCreated, MemberAdded, TenantCreated } from '../src/tenant/events.ts';

export const tenantId = 'tenant' as TenantId;
export const ada = 'ada' as UserId;
export const bob = 'bob' as UserId;
export const email = 'email:1' as EmailScope;
export const apiKeyId = 'key' as ApiKeyId;
export const handbook = 'handbook' as DatasetId;
export const manual = 'manual' as DatasetId;
export const nameHash = 'hash of Handbook' as NameHash;
export const sealed = (text: string): Sealed => ({ slot: 'slot' as KeySlot, box: Uint8Array.from(text, (letter) => letter.charCodeAt(0)) });

const created: TenantCreated = { type: 'TenantCreated', tenantId, name: 'Ours' };
export const added = (userId: UserId, role: MemberAdded['role']): MemberAdded => ({ type: 'MemberAdded', tenantId, userId, role });
export const begun = [created, added(ada, 'owner')] as const;

export const createKey = (change: Partial<CreateApiKey> = {}): CreateApiKey => ({
  type: 'CreateApiKey',
  tenantId,
  apiKeyId,
  userId: ada,
  label: 'laptop',
  scopes: ['read'],
  expiresAtMs: undefined,
  ...change,
});
export const keyCreated = (change: Partial<ApiKeyCreated> = {}): ApiKeyCreated => ({ ...createKey(), type: 'ApiKeyCreated', ...change });
