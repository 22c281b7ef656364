import { accept, type Decision, reject, unchanged } from '../decision.ts';
import type { TenantEntities } from '../entities.ts';
import { fingerprint } from '../fingerprint.ts';
import type { Scope } from '../scope.ts';
import { type ApiKeyRejection, createApiKey, revokeApiKey } from './api-keys.ts';
import type { CreateTenant, ReleaseDatasetName, RenameTenant, ReserveDatasetName, TenantCommand } from './commands.ts';
import type { TenantEvent } from './events.ts';
import { addMember, changeMemberRole, type MemberRejection, removeMember } from './members.ts';
import type { Tenant } from './tenant.ts';

/** `dataset-name-taken` names the holder in its detail: `datasetId`. */
export type TenantRejection =
  | ApiKeyRejection
  | MemberRejection
  | 'tenant-exists'
  | 'tenant-unknown'
  | 'dataset-name-taken'
  | 'dataset-name-not-held';

type TenantDecision = Decision<TenantEvent, TenantRejection>;

export function decideTenant(command: TenantCommand, scope: Scope<TenantEntities>): TenantDecision {
  const tenant = scope.get('tenant', command.tenantId);
  if (command.type === 'CreateTenant') return create(command, tenant, scope);
  if (tenant === undefined) return reject('tenant-unknown');
  switch (command.type) {
    case 'RenameTenant':
      return rename(command, tenant);
    case 'AddMember':
      return addMember(command, scope);
    case 'ChangeMemberRole':
      return changeMemberRole(command, scope);
    case 'RemoveMember':
      return removeMember(command, scope);
    case 'CreateApiKey':
      return createApiKey(command, scope);
    case 'RevokeApiKey':
      return revokeApiKey(command, scope);
    case 'ReserveDatasetName':
      return reserveName(command, scope);
    case 'ReleaseDatasetName':
      return releaseName(command, scope);
  }
}

function create({ tenantId, name, ownerId }: CreateTenant, tenant: Tenant | undefined, scope: Scope<TenantEntities>): TenantDecision {
  if (tenant === undefined) {
    return accept({ type: 'TenantCreated', tenantId, name }, { type: 'MemberAdded', tenantId, userId: ownerId, role: 'owner' });
  }
  return scope.get('member', ownerId)?.role === 'owner' ? unchanged : reject('tenant-exists');
}

function rename({ tenantId, name }: RenameTenant, { nameFingerprint }: Tenant): TenantDecision {
  return nameFingerprint === fingerprint(name) ? unchanged : accept({ type: 'TenantRenamed', tenantId, name });
}

function reserveName({ tenantId, nameHash, datasetId }: ReserveDatasetName, scope: Scope<TenantEntities>): TenantDecision {
  const held = scope.get('dataset-name', nameHash);
  if (held === undefined) return accept({ type: 'DatasetNameReserved', tenantId, nameHash, datasetId });
  return held.datasetId === datasetId ? unchanged : reject('dataset-name-taken', { datasetId: held.datasetId });
}

function releaseName({ tenantId, nameHash, datasetId, reservedAtMs }: ReleaseDatasetName, scope: Scope<TenantEntities>): TenantDecision {
  const held = scope.get('dataset-name', nameHash);
  if (held === undefined) return unchanged;
  if (held.datasetId !== datasetId) return reject('dataset-name-not-held');
  if (reservedAtMs !== undefined && held.reservedAtMs !== reservedAtMs) return unchanged;
  return accept({ type: 'DatasetNameReleased', tenantId, nameHash, datasetId });
}
