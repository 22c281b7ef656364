import { type TenantTopicEvent, topics } from '@ragtime/domain';
import type { Change } from '../../changes/change.ts';
import { type EventInContext, isOfTenantTopic, type ReadProjection } from '../projection.ts';
import { type DirectoryTables, directoryTables } from './tables.ts';

/** Tenants, users, memberships and API keys. */
export const directory: ReadProjection<DirectoryTables> = {
  name: 'directory',
  version: 1,
  topics: [topics.tenantEvents],
  tables: directoryTables,
  apply({ event, meta, topic }, { open }) {
    return isOfTenantTopic(event, topic) ? applyTenantTopic({ event, meta, open }) : [];
  },
};

function applyTenantTopic({ event, meta, open }: EventInContext<TenantTopicEvent>): readonly Change<DirectoryTables>[] {
  const { atMs, version } = meta;
  const changed = { version, updatedAtMs: atMs };
  switch (event.type) {
    case 'TenantCreated':
      return [{ table: 'tenant', put: { tenantId: event.tenantId, name: event.name, createdAtMs: atMs, ...changed } }];
    case 'TenantRenamed':
      return [{ table: 'tenant', key: { tenantId: event.tenantId }, patch: { name: event.name, ...changed } }];
    case 'MemberAdded':
      return [
        { table: 'member', put: { tenantId: event.tenantId, userId: event.userId, role: event.role, sinceMs: atMs } },
        { table: 'tenant', key: { tenantId: event.tenantId }, patch: { version } },
      ];
    case 'MemberRoleChanged':
      return [
        { table: 'member', key: { tenantId: event.tenantId, userId: event.userId }, patch: { role: event.role } },
        { table: 'tenant', key: { tenantId: event.tenantId }, patch: { version } },
      ];
    case 'MemberRemoved':
      return [
        { table: 'member', key: { tenantId: event.tenantId, userId: event.userId }, remove: true },
        { table: 'tenant', key: { tenantId: event.tenantId }, patch: { version } },
      ];
    case 'ApiKeyCreated':
      return [
        {
          table: 'apiKey',
          put: {
            apiKeyId: event.apiKeyId,
            tenantId: event.tenantId,
            userId: event.userId,
            label: event.label,
            scopes: event.scopes,
            expiresAtMs: event.expiresAtMs ?? null,
            createdAtMs: atMs,
            revokedAtMs: null,
            version,
          },
        },
      ];
    case 'ApiKeyRevoked':
      return [{ table: 'apiKey', key: { apiKeyId: event.apiKeyId }, patch: { revokedAtMs: atMs, version } }];
    case 'DatasetNameReserved':
      return [
        {
          table: 'datasetName',
          put: { tenantId: event.tenantId, nameHash: event.nameHash, datasetId: event.datasetId, reservedAtMs: atMs },
        },
      ];
    case 'DatasetNameReleased':
      return [{ table: 'datasetName', key: { tenantId: event.tenantId, nameHash: event.nameHash }, remove: true }];
    case 'UserRegistered':
      return [
        {
          table: 'account',
          put: { userId: event.userId, email: open(event.email) ?? null, name: open(event.name) ?? null, createdAtMs: atMs, ...changed },
        },
      ];
    case 'UserRenamed':
      return [{ table: 'account', key: { userId: event.userId }, patch: { name: open(event.name) ?? null, ...changed } }];
    case 'EmailReserved':
    case 'EmailReleased':
      return [];
  }
}
