import type { TenantEntities } from '../entities.ts';
import { fingerprint } from '../fingerprint.ts';
import type { TenantId } from '../ids.ts';
import type { EvolveContext, ScopeDraft } from '../scope.ts';
import type { TenantEvent } from './events.ts';
import type { Tenant } from './tenant.ts';

type Draft = ScopeDraft<TenantEntities>;

export function evolveTenant(draft: Draft, event: TenantEvent, { version, atMs }: EvolveContext): void {
  switch (event.type) {
    case 'TenantCreated':
      return draft.put('tenant', event.tenantId, { version, nameFingerprint: fingerprint(event.name) });
    case 'TenantRenamed':
      return change(draft, event.tenantId, { version, nameFingerprint: fingerprint(event.name) });
    case 'MemberAdded':
    case 'MemberRoleChanged':
      draft.put('member', event.userId, { role: event.role });
      return change(draft, event.tenantId, { version });
    case 'MemberRemoved':
      draft.remove('member', event.userId);
      return change(draft, event.tenantId, { version });
    case 'ApiKeyCreated':
      return draft.put('api-key', event.apiKeyId, { status: 'live', version, userId: event.userId });
    case 'ApiKeyRevoked':
      return draft.put('api-key', event.apiKeyId, { status: 'revoked' });
    case 'DatasetNameReserved':
      return draft.put('dataset-name', event.nameHash, { version, datasetId: event.datasetId, reservedAtMs: atMs });
    case 'DatasetNameReleased':
      return draft.remove('dataset-name', event.nameHash);
  }
}

function change(draft: Draft, tenantId: TenantId, changes: Partial<Tenant>): void {
  const tenant = draft.get('tenant', tenantId);
  if (tenant !== undefined) draft.put('tenant', tenantId, { ...tenant, ...changes });
}
